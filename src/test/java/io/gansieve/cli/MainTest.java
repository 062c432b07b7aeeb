package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gansieve.image.Image;
import io.gansieve.image.Png;
import io.gansieve.image.codec.AnimatedGif;
import io.gansieve.scoring.TinyDetector;
import io.gansieve.scoring.TinyGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MainTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsTheEffectiveConfiguration() {
        assertThat(run(
                        "config",
                        "--set",
                        "labels.window=2h",
                        "--prefix",
                        "eu-",
                        "--set",
                        "kafka.ssl.key.password=hush"))
                .isZero();

        assertThat(out.toString())
                .contains("window: 2h", "prefix: eu-", "images: eu-images")
                .doesNotContain("hush");
    }

    @Test
    void drawsAFileForEachImage() throws IOException {
        Path model = Files.write(folder.resolve("generator.onnx"), TinyGenerator.onnx());
        Path each = folder.resolve("drawn");

        assertThat(run("sample", "--model", model.toString(), "--count", "3", "--each", each.toString()))
                .isZero();

        try (Stream<Path> files = Files.list(each)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("00000.png", "00001.png", "00002.png");
        }
        assertThat(run("sample", "--each", each.toString(), "--walk", "walk.gif"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--walk and --each exclude each other");
    }

    @Test
    void writesTopicsForStrimziWithoutABroker() throws IOException {
        assertThat(run(
                        "topics",
                        "describe",
                        "--format",
                        "strimzi",
                        "--cluster",
                        "kafka-1",
                        "--bootstrap-servers",
                        "127.0.0.1:1",
                        "--set",
                        "topics.labels=Our_Labels",
                        "--set",
                        "topics.partitions=6"))
                .isZero();

        List<JsonNode> topics = new ArrayList<>();
        new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(out.toString())
                .forEachRemaining(topics::add);
        assertThat(topics).hasSize(8).allSatisfy(topic -> {
            assertThat(topic.path("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
            assertThat(topic.path("kind").asText()).isEqualTo("KafkaTopic");
            assertThat(topic.at("/metadata/labels/strimzi.io~1cluster").asText())
                    .isEqualTo("kafka-1");
            assertThat(topic.at("/metadata/name").asText()).matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
        });
        assertThat(topics.get(0)).isEqualTo(new YAMLMapper().readTree("""
                        apiVersion: kafka.strimzi.io/v1
                        kind: KafkaTopic
                        metadata:
                          name: gansieve-images
                          labels:
                            strimzi.io/cluster: kafka-1
                        spec:
                          partitions: 6
                          config:
                            cleanup.policy: delete
                            max.message.bytes: "8912896"
                            retention.ms: "604800000"
                        """));
        assertThat(topics.get(1).at("/metadata/name").asText()).isEqualTo("our-labels");
        assertThat(topics.get(1).at("/spec/topicName").asText()).isEqualTo("Our_Labels");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run("publish")).isEqualTo(2);
        assertThat(run("label", "id", "fake")).isEqualTo(2);
        assertThat(err.toString()).contains("label must be real or generated: fake");
        assertThat(run("models", "promote", "x")).isEqualTo(2);
        assertThat(run("models")).isEqualTo(2);
        assertThat(run("models", "promote", "--", "-1")).isEqualTo(2);
        assertThat(err.toString()).contains("must be a version from 0 on: -1");
        assertThat(run("forget", "")).isEqualTo(2);
        assertThat(run("label", "", "real")).isEqualTo(2);
        assertThat(run("sample", "--count", "0")).isEqualTo(2);
        assertThat(run("publish", "x", "--rate", "-1/s")).isEqualTo(2);
        assertThat(run("train", "--rounds", "0")).isEqualTo(2);
        assertThat(run("train", "--rounds", "1", "--duration", "1m")).isEqualTo(2);
        assertThat(run("train", "--duration", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("soon: must be a duration such as");
        assertThat(run("train", "--generated", "ddpm")).isEqualTo(2);
        assertThat(err.toString()).contains("--generated must be NAME=PATH: ddpm");
        assertThat(run("publish", "x", "--label", "generated", "--source", "x".repeat(101)))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--source must have at most 100 bytes as UTF-8: 'xxx");
        assertThat(run("label", "cat", "generated", "--source", "a\nb")).isEqualTo(2);
        assertThat(err.toString()).contains("--source must be printable, without U+000A: 'a\ufffdb'");
        assertThat(run("label", "cat", "real", "--class", "1000001")).isEqualTo(2);
        assertThat(err.toString()).contains("--class must be between 0 and 1000000: 1000001");
        assertThat(run("train", "--generated", " =fakes")).isEqualTo(2);
        assertThat(err.toString()).contains("--generated must not be blank: ' '");
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(err.toString().lines().filter(line -> !line.startsWith("Try ")))
                .allSatisfy(line -> assertThat(line).startsWith("gansieve: "));
    }

    @Test
    void namesEveryWrongSettingOnALineOfItsOwn() {
        assertThat(run("config", "--set", "http.port=x", "--set", "labels.windw=1h"))
                .isEqualTo(2);

        assertThat(err.toString().lines())
                .anySatisfy(line -> assertThat(line).startsWith("gansieve: http.port: x: must be"))
                .anySatisfy(
                        line -> assertThat(line).contains("unknown key labels.windw", "did you mean labels.window?"))
                .hasSize(2);
    }

    @Test
    void failedWorkIsOneWithOneLine() {
        Path nowhere = folder.resolve("none.png");

        assertThat(run("publish", nowhere.toString())).isEqualTo(1);
        assertThat(run("score", nowhere.toString(), "--data-dir", folder.toString()))
                .isEqualTo(1);

        assertThat(err.toString().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("gansieve: "))
                .anySatisfy(line -> assertThat(line).contains("there is no detector at"));
    }

    @Test
    void scoresTheOtherFilesThoughOneIsMissing() throws IOException {
        Path model = Files.write(
                folder.resolve("tiny.onnx"),
                TinyDetector.onnx(
                        TinyDetector.SHAPE, 1, 0, TinyDetector.metadata(7).toProperties()));
        Path image = Files.write(
                folder.resolve("a\u001b[2J.png"),
                Png.encode(Image.of(TinyDetector.SHAPE, new byte[TinyDetector.SHAPE.size()])));
        String missing = folder.resolve("none.png").toString();

        assertThat(run("score", missing, folder.toString(), image.toString(), "--model", model.toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "gansieve: " + missing + ": there is no such file", "gansieve: " + folder + ": is a folder");
        assertThat(out.toString()).contains("/a?[2J.png").doesNotContain("\u001b");

        assertThat(run("score", image.toString(), "--model", model.toString(), "--format", "json"))
                .isZero();
        assertThat(out.toString()).contains("\"modelVersion\":7,\"championEpoch\":0,");
    }

    @Test
    void scoresAnAnimation() throws IOException {
        Path model = Files.write(
                folder.resolve("tiny.onnx"),
                TinyDetector.onnx(
                        TinyDetector.SHAPE, 20, -10, TinyDetector.metadata(7).toProperties()));
        List<byte[]> frames = List.of(
                Png.encode(TinyDetector.grey(0)), Png.encode(TinyDetector.grey(255)), Png.encode(TinyDetector.grey(0)));
        Path image = Files.write(folder.resolve("a.gif"), AnimatedGif.ofPngs(frames, Duration.ofMillis(100)));

        assertThat(run("score", image.toString(), "--model", model.toString())).isZero();
        assertThat(out.toString()).contains("GENERATED ", "/a.gif (#1 of 3 frames)");

        assertThat(run("score", image.toString(), "--model", model.toString(), "--format", "json"))
                .isZero();
        assertThat(out.toString()).contains("\"frames\":{\"scored\":3,\"of\":3,\"highest\":1}");
    }

    @Test
    void showsTheStackTraceWhenAsked() {
        run("publish", folder.resolve("none").toString(), "--verbose");

        assertThat(err.toString()).contains("\tat io.gansieve");
    }

    @Test
    void helpOfEveryCommandFitsATerminal() {
        CommandLine main = Main.commandLine();
        main.getSubcommands().keySet().stream()
                .filter(name -> !name.equals("help"))
                .forEach(name -> assertThat(run(name, "--help")).as(name).isZero());

        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Terminal.WIDTH));
    }

    @Test
    void saysWhatThereIsWithoutACommand() {
        assertThat(run()).isEqualTo(2);

        assertThat(err.toString()).contains("Usage: gansieve", "publish", "Begin with 'gansieve demo'");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void servesNobodyElseWithoutATokenUnlessTold() {
        String data = folder.resolve("data").toString();
        for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
            err.getBuffer().setLength(0);
            assertThat(run("run", "--embedded-broker", "--data-dir", data, "--set", "http.host=" + host))
                    .isEqualTo(2);
            assertThat(err.toString())
                    .isEqualTo(
                            "gansieve: http.host: %s: must be loopback without http.token, unless http.allow-anonymous is true%n"
                                    .formatted(host));
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void namesHostsThatNoRequestCouldHave() {
        assertThat(run("config", "--set", "http.hosts=ok,gansieve:8080,*,http://x"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("gansieve: http.hosts: ")
                        .endsWith("must be a name or an address without a port, IPv6 in brackets"));
    }

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
