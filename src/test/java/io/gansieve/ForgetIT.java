package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.app.Forgetting;
import io.gansieve.app.Remainder;
import io.gansieve.app.Service;
import io.gansieve.config.ConfigLoader;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import io.gansieve.streams.Command.Forget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left on disk of a forgotten image, on an embedded broker with short times. */
class ForgetIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of random pixels: not found by chance. */
    private static final int RUN = 32;

    @TempDir
    Path folder;

    private final byte[] pixels = new byte[28 * 28];

    @Test
    void leavesNoPixelOfAForgottenImageBeyondTheTopicsThatSaySo() throws Exception {
        new SplittableRandom(7).nextBytes(pixels);
        List<Remainder> places;
        try (Service service = Service.start(config("localhost:9092", true), Clock.systemUTC())) {
            Awaitility.await("ready").atMost(PATIENCE).until(service::ready);
            String servers = service.clients().bootstrapServers();
            publish(servers);
            Awaitility.await("in replay")
                    .atMost(PATIENCE)
                    .until(() -> filesWithPixels().stream()
                            .anyMatch(file -> file.contains("gansieve-trainer-replay-changelog")));

            places =
                    new Forgetting(config(servers, false), Clock.systemUTC()).forget(new Forget("me", "ada"), PATIENCE);
            Awaitility.await("gone from changelogs")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(beyondTopicsThatSaySo()).isEmpty());
        }
        assertThat(beyondTopicsThatSaySo()).isEmpty();
        assertThat(filesWithPixels()).isNotEmpty().allMatch(file -> file.contains("gansieve-examples"));
        assertThat(places)
                .filteredOn(place -> place.place().equals("gansieve-trainer-replay-changelog"))
                .singleElement()
                .satisfies(place -> assertThat(place.why()).isEqualTo("max.compaction.lag.ms"));
        assertThat(places).extracting(Remainder::place).contains("replay", "gansieve-images", "gansieve-examples");
    }

    /** A changelog of an earlier release is as long-lived as the brokers' defaults. */
    @Test
    void lowersTheTimesOfChangelogsThatExist() throws Exception {
        String changelog = "gansieve-trainer-replay-changelog";
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, changelog);
        try (Service scorer = Service.start(config("localhost:9092", true, "roles", "scorer"), Clock.systemUTC());
                Admin admin = Admin.create(
                        Map.of("bootstrap.servers", scorer.clients().bootstrapServers()))) {
            admin.createTopics(
                            List.of(new NewTopic(changelog, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
            String servers = scorer.clients().bootstrapServers();
            GansieveConfig trainer = config(
                    servers,
                    false,
                    "roles",
                    "trainer",
                    "data-dir",
                    folder.resolve("trainer").toString());
            try (Service started = Service.start(trainer, Clock.systemUTC())) {
                assertThat(started.failed()).isFalse();
                assertThat(lag(admin, resource)).isEqualTo("5000");
            }
        }
    }

    private static String lag(Admin admin, ConfigResource topic) throws Exception {
        return Objects.requireNonNull(
                        admin.describeConfigs(List.of(topic)).all().get().get(topic))
                .get("max.compaction.lag.ms")
                .value();
    }

    private List<String> beyondTopicsThatSaySo() throws IOException {
        return filesWithPixels().stream()
                .filter(file -> !file.contains("gansieve-examples") && !file.contains("gansieve-images"))
                .toList();
    }

    private List<String> filesWithPixels() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        return files.stream().filter(this::hasPixels).map(Path::toString).toList();
    }

    /** Latin-1 has a character for each byte. */
    private boolean hasPixels(Path file) {
        String content;
        try {
            content = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String pattern = new String(pixels, StandardCharsets.ISO_8859_1);
        for (int start = 0; start + RUN <= pattern.length(); start += RUN) {
            if (content.contains(pattern.substring(start, start + RUN))) {
                return true;
            }
        }
        return false;
    }

    private void publish(String servers) throws Exception {
        byte[] png = Png.encode(Image.of(ImageShape.MNIST, pixels));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>("gansieve-images", "me".getBytes(StandardCharsets.UTF_8), png);
            record.headers().add("label", "real".getBytes(StandardCharsets.UTF_8));
            producer.send(record).get();
        }
    }

    private GansieveConfig config(String servers, boolean embedded, String... more) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data-dir",
                folder.resolve("data").toString(),
                "broker.bootstrap-servers",
                servers,
                "broker.embedded",
                Boolean.toString(embedded),
                "broker.port",
                "0",
                "http.enabled",
                "false",
                "topics.partitions",
                "1",
                "forget.within",
                "10s",
                "kafka.topic.file.delete.delay.ms",
                "1000"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return ConfigLoader.load(Optional.empty(), Map.of(), settings);
    }
}
