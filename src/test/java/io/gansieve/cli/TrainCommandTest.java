package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import io.gansieve.replay.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On images of 8x8 noise. What a run computes is for OfflineTrainingTest. */
class TrainCommandTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final List<String> SMALL = List.of(
            "image.shape=" + SHAPE,
            "rounds.min-reals=100",
            "training.batch-size=2",
            "training.steps-per-round=1",
            "training.forgers=gan",
            "coverage.samples=100",
            "coverage.classifier=none",
            "gate.bootstrap-samples=100");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writesImages() throws IOException {
        images("real", 120, 1);
        images("more", 30, 2);
        images("ddpm", 40, 3);
        images("ddpm2", 20, 4);
        images("flow", 10, 5);
    }

    @Test
    void goesOnWhereItEndedAndNamesWhatDiffers() {
        assertThat(train("--rounds", "1")).isZero();
        assertThat(out.toString().lines()).first().isEqualTo("a new run");
        assertThat(out.toString()).contains("ended\nrounds      1\n");
        String parameters = lastLine();
        assertThat(parameters).matches("parameters  [0-9a-f]{64}");

        assertThat(train("--rounds", "1")).isZero();
        assertThat(out.toString().lines()).first().isEqualTo("going on after round 1");
        assertThat(lastLine()).isEqualTo(parameters);

        assertThat(train("--rounds", "2", "--seed", "8")).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("gansieve: data-dir: ")
                .endsWith("holds a run of 1 rounds in which training.seed was 1, not 8; --restart begins anew");

        assertThat(train("--rounds", "1", "--seed", "8", "--restart")).isZero();
        assertThat(out.toString().lines()).first().isEqualTo("a new run");
        assertThat(lastLine()).matches("parameters  [0-9a-f]{64}").isNotEqualTo(parameters);
    }

    @Test
    void takesSeveralPathsOfRealsAndOfAName() {
        assertThat(train(
                        path("more"),
                        "--rounds",
                        "1",
                        "--generated",
                        "ddpm=" + path("ddpm"),
                        path("ddpm2"),
                        "flow=" + path("flow")))
                .isZero();
        assertThat(held(" real")).isEqualTo(150);
        assertThat(held(" generated")).isEqualTo(70);
    }

    @Test
    void wrongUsageIsTwo() {
        assertWrong("--rounds and --duration exclude each other", "--rounds", "1", "--duration", "1m");
        assertWrong("--rounds must be positive: 0", "--rounds", "0");
        assertWrong("--generated must be NAME=PATH: " + path("ddpm"), "--generated", path("ddpm"));
        assertWrong("--generated must be NAME=PATH: ddpm=", "--generated", "ddpm=");
        assertWrong("training.model: huge: must be default or reference", "--model", "huge");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        String nowhere = folder.resolve("nowhere").toString();
        assertFailed(
                "expected a file, a folder, mnist:train or mnist:test, found nothing at " + nowhere,
                "--generated",
                "vae=" + nowhere);
        assertFailed("expected mnist:train or mnist:test, found mnist:all", "--generated", "vae=mnist:all");
        assertFailed(
                "rounds.min-reals: 500: as many real images are needed, found 120", "--set", "rounds.min-reals=500");
        assertThat(out.toString()).isEmpty();
    }

    private void assertWrong(String message, String... arguments) {
        assertThat(train(arguments)).isEqualTo(2);
        assertThat(err.toString().lines()).first().isEqualTo("gansieve: " + message);
    }

    private void assertFailed(String message, String... arguments) {
        assertThat(train(arguments)).isEqualTo(1);
        assertThat(err.toString().lines()).contains("gansieve: " + message);
    }

    private int train(String... arguments) {
        List<String> all = new ArrayList<>(List.of("train", "--data-dir", path("data")));
        SMALL.forEach(setting -> all.addAll(List.of("--set", setting)));
        all.addAll(List.of("--real", path("real")));
        all.addAll(Arrays.asList(arguments));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    /** After the first line, one for each split: {@code train 80 real, 9 generated}. */
    private int held(String label) {
        return out.toString()
                .lines()
                .skip(1)
                .limit(Split.values().length)
                .flatMap(line -> Arrays.stream(line.split(",")))
                .filter(part -> part.endsWith(label))
                .mapToInt(part -> Integer.parseInt(part.replaceAll("\\D", "")))
                .sum();
    }

    private String lastLine() {
        return out.toString().lines().reduce((before, line) -> line).orElseThrow();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void images(String name, int count, long seed) throws IOException {
        Path images = Files.createDirectories(folder.resolve(name));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[SHAPE.size()];
            random.nextBytes(pixels);
            Files.write(images.resolve("%03d.png".formatted(i)), Png.encode(Image.of(SHAPE, pixels)));
        }
    }
}
