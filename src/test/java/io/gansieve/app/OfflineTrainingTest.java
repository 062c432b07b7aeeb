package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.Png;
import io.gansieve.image.Sha256;
import io.gansieve.registry.RoundReport;
import io.gansieve.replay.Split;
import io.gansieve.scoring.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a trainer of a few numbers, stopped and killed wherever one can be. */
class OfflineTrainingTest {
    private static final int ROUNDS = 5;

    @TempDir
    static Path images;

    @TempDir
    Path folder;

    private static final class Reports implements OfflineTraining.Listener {
        private final List<RoundReport> all = new ArrayList<>();

        @Override
        public void running(long round) {}

        @Override
        public void finished(RoundReport report) {
            all.add(report);
        }
    }

    @BeforeAll
    static void draw() throws IOException {
        Files.createDirectories(images.resolve("real/0"));
        Files.createDirectories(images.resolve("real/1"));
        Files.createDirectories(images.resolve("forged"));
        List<Image> reals = AnyTrainer.greys(60, 400, 1);
        for (int i = 0; i < reals.size(); i++) {
            Files.write(images.resolve("real/%d/%03d.png".formatted(i % 2, i)), Png.encode(reals.get(i)));
        }
        List<Image> forged = AnyTrainer.greys(210, 60, 2);
        for (int i = 0; i < forged.size(); i++) {
            Files.write(images.resolve("forged/%03d.png".formatted(i)), Png.encode(forged.get(i)));
        }
    }

    @Test
    void promotesTheBetterVersionsAndLeavesTheChampionsFiles() throws Exception {
        Reports reports = train(ROUNDS);

        assertThat(reports.all)
                .extracting(RoundReport::outcome)
                .startsWith(RoundReport.Outcome.REJECTED, RoundReport.Outcome.PROMOTED, RoundReport.Outcome.REJECTED);
        assertThat(reports.all).extracting(RoundReport::version).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(reports.all.get(0).gate().orElseThrow().auroc()).containsOnlyKeys("all", "gan", "ddpm");
        assertThat(reports.all.get(2).gate().orElseThrow().championAuroc()).isNotEmpty();
        assertThat(reports.all)
                .as("V(D, G) of the gate split's reals")
                .allSatisfy(report -> assertThat(report.result().orElseThrow().valueFunction())
                        .isEqualTo(-report.gate().orElseThrow().reals()));
        assertThat(Files.readAllLines(folder.resolve("rounds.jsonl")))
                .extracting(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), RoundReport.class))
                .isEqualTo(reports.all);
        assertThat(folder).isDirectoryContaining("glob:**/champion.onnx");
        assertThat(folder).isDirectoryContaining("glob:**/generator.onnx");
        assertThat(folder).isDirectoryContaining("glob:**/samples.png");
        assertThat(folder.resolve("training").toFile().list())
                .hasSizeLessThanOrEqualTo(6)
                .contains("00000005.json", "00000005.state", "00000004.json", "00000004.state");
    }

    @Test
    void stoppedBeforeAnyStepAndOpenedAgainEndsInTheSameBits() throws Exception {
        train(ROUNDS);
        Map<String, String> uninterrupted = bits(folder);
        SplittableRandom random = new SplittableRandom(7);
        for (int trial = 0; trial < 6; trial++) {
            Path other = folder.resolve("trial-" + trial);
            long killRound = 1L + random.nextInt(ROUNDS);
            int killStep = random.nextInt(3);

            assertThat(stoppedAt(other, killRound, killStep)).isEqualTo(killRound - 1);
            train(other, ROUNDS);

            assertThat(bits(other))
                    .as("stopped in round %d, step %d", killRound, killStep)
                    .isEqualTo(uninterrupted);
        }
    }

    /** What every moment of a round's writing can leave behind. */
    @Test
    void killedWhileWritingAndOpenedAgainEndsInTheSameBits() throws Exception {
        train(ROUNDS);
        Map<String, String> uninterrupted = bits(folder);
        Path other = folder.resolve("other");
        train(other, 3);
        Path training = other.resolve("training");

        // While the state of round 4 is written.
        Files.writeString(training.resolve("00000004.state.new"), "half a st");
        // Once the report is there, before the round is in force.
        Files.writeString(training.resolve("00000004.state"), "a state");
        Files.writeString(other.resolve("rounds.jsonl"), "{\"schema\":1,\"roun", StandardOpenOption.APPEND);
        Files.writeString(training.resolve("00000004.json.new"), "{");
        // Once the round is in force, before the champion's files are.
        Files.writeString(other.resolve("champion.onnx"), "of the champion before");
        Files.delete(other.resolve("generator.onnx"));
        train(other, ROUNDS);

        assertThat(bits(other)).isEqualTo(uninterrupted);
        assertThat(Files.readAllLines(other.resolve("rounds.jsonl")))
                .extracting(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), RoundReport.class)
                        .round())
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        try (Stream<Path> left = Files.list(training)) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".new"));
        }
    }

    @Test
    void goesBackARoundWhereTheNewestIsDamaged() throws Exception {
        train(ROUNDS);
        Map<String, String> uninterrupted = bits(folder);
        for (String damaged : List.of("00000005.state", "00000005.json")) {
            Path file = folder.resolve("training").resolve(damaged);
            byte[] content = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(content, content.length - 3));

            assertThat(train(ROUNDS).all).extracting(RoundReport::round).containsExactly(5L);
            assertThat(bits(folder)).isEqualTo(uninterrupted);
        }
        for (String round : List.of("00000004.json", "00000005.json")) {
            Files.writeString(folder.resolve("training").resolve(round), "{");
        }
        assertThatThrownBy(() -> train(ROUNDS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no checkpoint in")
                .hasMessageContaining("--restart");
    }

    @Test
    void namesWhatDiffersFromTheRunInTheFolderAndBeginsAnewWhenTold() throws Exception {
        train(2);
        String first = bits(folder).toString();

        assertThatThrownBy(() -> open(folder, Map.of("training.seed", "8"), inputs(), false, AnyTrainer.Watch.NOBODY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds a run of 2 rounds in which training.seed was 7, not 8; --restart");
        assertThatThrownBy(() -> open(folder, Map.of(), inputs().subList(0, 1), false, AnyTrainer.Watch.NOBODY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("input 2 was 60 generated images of ddpm, sha256 ")
                .hasMessageContaining(", not none; --restart");
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training =
                        open(directory, Map.of("training.seed", "8"), true, AnyTrainer.Watch.NOBODY)) {
            assertThat(training.round()).isZero();
            assertThat(training.champion()).isZero();
            assertThat(folder.resolve("champion.onnx")).doesNotExist();
            training.run(TrainingGoal.ofRounds(2), OfflineTrainingTest::noTime, new Reports());
        }
        assertThat(bits(folder).toString()).isNotEqualTo(first);
    }

    /** The folder as an earlier release leaves it, to which each setting in turn was not known. */
    @Test
    void goesOnInAFolderThatLacksASetting() throws Exception {
        train(1);
        Path saved = folder.resolve("training").resolve("00000001.json");
        TrainingRun run = Json.read(Files.readAllBytes(saved), TrainingRun.class);
        for (String key : run.conditions().keySet()) {
            SortedMap<String, String> fewer = new TreeMap<>(run.conditions());
            String value = fewer.remove(key);
            Files.write(saved, Json.write(with(run, fewer)));
            if (ConfigLoader.defaults().getOrDefault(key, "none").equals(value)) {
                assertThat(opened()).as(key).isEqualTo(1);
            } else {
                assertThatThrownBy(this::opened).as(key).hasMessageContaining(key + " was ");
            }
        }
    }

    private static TrainingRun with(TrainingRun run, SortedMap<String, String> conditions) {
        return new TrainingRun(
                run.schema(),
                conditions,
                run.round(),
                run.lastVersion(),
                run.champion(),
                run.state(),
                run.championModel(),
                run.reportBytes(),
                run.stateBefore(),
                run.failuresFromState());
    }

    private long opened() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(directory, Map.of(), false, AnyTrainer.Watch.NOBODY)) {
            return training.round();
        }
    }

    @Test
    void settingsOfTheServiceMayChange() throws Exception {
        train(1);
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(
                        directory, Map.of("http.port", "9", "kafka.acks", "all"), false, AnyTrainer.Watch.NOBODY)) {
            assertThat(training.round()).isEqualTo(1);
        }
    }

    @Test
    void endsWithTheRoundThatRunsWhenTheTimeIsOver() throws Exception {
        Reports reports = new Reports();
        LongSupplier ticker = () -> Duration.ofMinutes(reports.all.size()).toNanos();
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(directory, Map.of(), false, AnyTrainer.Watch.NOBODY)) {
            assertThat(training.run(TrainingGoal.ofDuration(Duration.ofSeconds(150)), ticker, reports))
                    .isTrue();
        }
        assertThat(reports.all).hasSize(3);
    }

    @Test
    void splitsTheImagesAsTheServiceDoesAndPassesOverOthers() throws Exception {
        Files.writeString(images.resolve("forged/broken.png"), "no image");
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(directory, Map.of(), false, AnyTrainer.Watch.NOBODY)) {
            int reals = 0;
            for (Split split : Split.values()) {
                reals += training.images(split, Label.REAL);
            }
            assertThat(reals).isEqualTo(400);
            assertThat(training.images(Split.TRAIN, Label.REAL)).isBetween(280, 360);
            assertThat(training.images(Split.TRAIN, Label.GENERATED)).isBetween(30, 60);
        } finally {
            Files.delete(images.resolve("forged/broken.png"));
        }
    }

    @Test
    void refusesTooFewRealsAndTheFolderOfAService() throws Exception {
        assertThatThrownBy(
                        () -> open(folder, Map.of("rounds.min-reals", "401"), inputs(), false, AnyTrainer.Watch.NOBODY))
                .isInstanceOf(IOException.class)
                .hasMessage("rounds.min-reals: 401: as many real images are needed, found 400");
        Files.createDirectories(folder.resolve("streams"));
        assertThatThrownBy(() -> train(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds the state of a service");
    }

    @Test
    void keepsAFailedRoundAndGoesOnFromTheStateBeforeUntilTooManyFail() throws Exception {
        Reports reports = new Reports();
        AnyTrainer.Watch watch = (round, step) -> {
            if (round != 2) {
                throw new IllegalStateException("out of luck");
            }
        };
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(directory, Map.of(), false, watch)) {
            assertThatThrownBy(() -> training.run(TrainingGoal.NONE, OfflineTrainingTest::noTime, reports))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("6 rounds in a row failed: training failed: IllegalStateException");
            assertThat(training.round()).isEqualTo(8);
            assertThat(training.champion()).isEqualTo(1);
        }
        assertThat(reports.all).extracting(RoundReport::version).containsExactly(0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L);
        assertThat(reports.all.get(0).outcome()).isEqualTo(RoundReport.Outcome.CRASHED);
    }

    @Test
    void goesBackToTheHealthyStateBeforeThenToFreshNetworksAlsoWhenStoppedInBetween() throws Exception {
        train(1);
        String first = parameters(0);
        train(2);
        String second = parameters(0);
        assertThat(second).isNotEqualTo(first);

        assertThat(parameters(1)).isEqualTo(second);
        assertThat(parameters(1)).isEqualTo(first);
        assertThat(parameters(1)).isEqualTo(first);
        assertThat(parameters(1)).isEmpty();
        assertThat(train(7).all).extracting(RoundReport::version).containsExactly(3L);
    }

    /** Of the state after as many more rounds, which all fail; the folder is opened for them afresh. */
    private String parameters(int failing) throws Exception {
        AnyTrainer.Watch watch = (round, step) -> {
            throw new IllegalStateException("out of luck");
        };
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(directory, Map.of(), false, watch)) {
            training.run(TrainingGoal.ofRounds(training.round() + failing), OfflineTrainingTest::noTime, new Reports());
            return training.parametersSha256().orElse("");
        }
    }

    @Test
    void endsAtAnErrorOfTheMachineAndRunsTheRoundAgain() throws Exception {
        train(1);
        AnyTrainer.Watch watch = (round, step) -> {
            throw new OutOfMemoryError("Java heap space");
        };
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(directory, Map.of(), false, watch)) {
            assertThatThrownBy(() -> training.run(TrainingGoal.ofRounds(2), OfflineTrainingTest::noTime, new Reports()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("round 2: the round failed: OutOfMemoryError: Java heap space");
            assertThat(training.round()).isEqualTo(1);
        }
    }

    /** A clock that stands still. */
    private static long noTime() {
        return 0;
    }

    private Reports train(int rounds) throws Exception {
        return train(folder, rounds);
    }

    private static Reports train(Path folder, int rounds) throws Exception {
        Reports reports = new Reports();
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(directory, Map.of(), false, AnyTrainer.Watch.NOBODY)) {
            assertThat(training.run(TrainingGoal.ofRounds(rounds), OfflineTrainingTest::noTime, reports))
                    .isTrue();
        }
        return reports;
    }

    /** Gives the last round that was kept. */
    private static long stoppedAt(Path folder, long round, int step) throws Exception {
        CompletableFuture<OfflineTraining> running = new CompletableFuture<>();
        AnyTrainer.Watch watch = (at, before) -> {
            if (at == round && before == step) {
                running.join().stop();
                awaitInterrupt();
            }
        };
        try (DataDirectory directory = DataDirectory.open(folder);
                OfflineTraining training = open(directory, Map.of(), false, watch)) {
            running.complete(training);
            assertThat(training.run(TrainingGoal.ofRounds(ROUNDS), OfflineTrainingTest::noTime, new Reports()))
                    .isFalse();
            return training.round();
        }
    }

    private static void awaitInterrupt() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private static OfflineTraining open(
            Path folder,
            Map<String, String> settings,
            List<TrainingInput> inputs,
            boolean restart,
            AnyTrainer.Watch watch)
            throws IOException, ConfigException {
        try (DataDirectory directory = DataDirectory.open(folder)) {
            return OfflineTraining.open(
                    config(settings), directory, inputs, restart, () -> new AnyTrainer(watch), Clock.systemUTC());
        }
    }

    private static OfflineTraining open(
            DataDirectory directory, Map<String, String> settings, boolean restart, AnyTrainer.Watch watch)
            throws IOException, ConfigException {
        return OfflineTraining.open(
                config(settings), directory, inputs(), restart, () -> new AnyTrainer(watch), Clock.systemUTC());
    }

    private static GansieveConfig config(Map<String, String> settings) throws ConfigException {
        Map<String, String> all = new TreeMap<>(Map.of(
                "image.shape", "8x10x1",
                "training.seed", "7",
                "training.batch-size", "4",
                "training.steps-per-round", "3",
                "rounds.min-reals", "100",
                "gate.bootstrap-samples", "20"));
        all.putAll(settings);
        return ConfigLoader.load(Optional.empty(), Map.of(), all);
    }

    private static List<TrainingInput> inputs() {
        return List.of(
                new TrainingInput(Label.REAL, "unknown", images.resolve("real").toString()),
                new TrainingInput(
                        Label.GENERATED, "ddpm", images.resolve("forged").toString()));
    }

    /** What must be the same however often a run was interrupted. */
    private static Map<String, String> bits(Path folder) throws IOException {
        Map<String, String> bits = new TreeMap<>();
        for (String file :
                List.of("champion.onnx", "generator.onnx", "samples.png", "training/%08d.state".formatted(ROUNDS))) {
            Path path = folder.resolve(file);
            bits.put(file, Files.exists(path) ? Sha256.hex(Files.readAllBytes(path)) : "none");
        }
        return bits;
    }
}
