package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of before beside this one, and this one on the topics, stores and folders that the other has left: the order of an
 * upgrade as the README gives it, scorers first, then trainers.
 *
 * <p>The old program is built from this repository's history, once ({@code .ci/old-build}); a checkout without history passes the
 * tests over, unless {@code CI} is set or {@code -Dgansieve.upgrade=required}.
 */
class UpgradeIT {
    private static final String OLD_COMMIT = "a6677c6de958b608c5ba63283396f597cdd40c58";
    private static final String PREFIX = "gansieve-";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration SIDE_BY_SIDE = Duration.ofMinutes(1);
    private static final int PER_SECOND = 50;
    private static final Logger LOG = LoggerFactory.getLogger(UpgradeIT.class);

    /** Rounds of a second or two, each of them ordered, whose versions all pass. */
    private static final String[] ROUNDS_WHEN_ORDERED = {
        "--set", "training.steps-per-round=4",
        "--set", "training.batch-size=16",
        "--set", "rounds.min-reals=200",
        "--set", "rounds.min-new-examples=1000000",
        "--set", "rounds.max-interval=1h",
        "--set", "coverage.classifier=none",
        "--set", "gate.false-positive-tolerance=1",
        "--set", "gate.auroc-tolerance=1",
        "--set", "gate.calibration-error-tolerance=1",
        "--set", "topics.partitions=2"
    };

    private static Program old;

    private final SplittableRandom random = new SplittableRandom(1);

    @TempDir
    Path folder;

    @BeforeAll
    static void buildOldProgram() throws IOException, InterruptedException {
        old = Program.of(OLD_COMMIT);
    }

    @Test
    void scorersThenTrainersGoOnWhereTheOldOnesWere() throws Exception {
        int port = ServiceProcess.freePort();
        String brokers = "127.0.0.1:" + port;
        Answers answers = new Answers(brokers, PREFIX);
        Path data = folder.resolve("broker");
        try (ServiceProcess oldBroker = ServiceProcess.broker(old, log("broker-old"), data, port);
                ServiceProcess oldScorer = run(old, "scorer-a", "scorer", brokers);
                ServiceProcess oldTrainer = run(old, "trainer", "trainer", brokers);
                KafkaProducer<byte[], byte[]> producer = producer(brokers)) {
            oldScorer.awaitReady();
            oldTrainer.awaitReady();
            leaveWorkBehind(producer, oldScorer);
            long version = trainUntilServed(producer, oldScorer);

            try (ServiceProcess newScorer = run(Program.CURRENT, "scorer-b", "scorer", brokers)) {
                LOG.info("a new scorer beside the old one is ready after {}", newScorer.awaitReady());
                assertThat(champion(newScorer)).isEqualTo(version);
                sideBySide(producer, answers, brokers, oldScorer, newScorer);
                passesOverRecordsOfLaterReleases(producer, oldScorer);

                Left left = stopTrainer(oldTrainer, answers);
                try (ServiceProcess newTrainer = run(Program.CURRENT, "trainer", "trainer", brokers)) {
                    LOG.info("the new trainer is ready after {}", newTrainer.awaitReady());
                    goesOn(producer, answers, left, newTrainer, newScorer);
                    assertThat(oldScorer.isReady())
                            .as("the old scorer serves on")
                            .isTrue();

                    assertThat(oldScorer.terminate()).isEqualTo(143);
                    try (ServiceProcess second = run(Program.CURRENT, "scorer-a", "scorer", brokers)) {
                        second.awaitReady();
                        assertThat(champion(second)).isEqualTo(champion(newScorer));
                        oldBroker.terminate();
                        try (ServiceProcess newBroker =
                                ServiceProcess.broker(Program.CURRENT, log("broker-new"), data, port)) {
                            assertThat(newBroker.isAlive()).isTrue();
                            Instant since = Instant.now();
                            send(producer, "images", "last", png());
                            send(producer, "images", "very-last", png());
                            answers.awaitEachImageAnsweredOnce(PATIENCE);
                            assertThat(answers.verdicts())
                                    .anyMatch(verdict -> verdict.imageId().equals("last")
                                            && verdict.scoredAt().isAfter(since)
                                            && verdict.modelVersion() > version);
                            assertThat(rounds(answers)).doesNotHaveDuplicates();
                        }
                    }
                }
            }
        }
    }

    @Test
    void trainingFromFilesGoesOn() throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int number = 0; number < 300; number++) {
            Files.write(images.resolve("%03d.png".formatted(number)), png());
        }
        String first = train(old, images, 2);
        assertThat(first).contains("a new run").containsPattern("rounds +2");

        String second = train(Program.CURRENT, images, 3);

        assertThat(second).contains("going on after round 2").containsPattern("rounds +3");
        assertThat(Files.readAllLines(folder.resolve("training").resolve("rounds.jsonl")))
                .hasSize(3);
    }

    private String train(Program program, Path images, int rounds) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("train", "--real", images.toString()));
        arguments.addAll(
                List.of("--data-dir", folder.resolve("training").toString(), "--rounds", Integer.toString(rounds)));
        arguments.addAll(List.of(ROUNDS_WHEN_ORDERED));
        Path output = log("train-" + rounds);
        try (CommandProcess command = CommandProcess.start(program, output, Map.of(), List.of(), arguments)) {
            assertThat(command.awaitExit()).as(output.toString()).isZero();
            return command.output();
        }
    }

    /** Examples in replay; an image that waits for its label and a label that waits for its image; an id that is forgotten. */
    private void leaveWorkBehind(KafkaProducer<byte[], byte[]> producer, ServiceProcess scorer) throws Exception {
        send(producer, "images", "late", png());
        send(producer, "labels", "early", label());
        send(producer, "images", "forgotten", png(), header("label", "real"));
        for (int number = 0; number < 40; number++) {
            send(
                    producer,
                    "images",
                    "generated-" + number,
                    png(),
                    header("label", "generated"),
                    header("source", "ddpm"));
        }
        for (int number = 0; number < 300; number++) {
            send(producer, "images", "real-" + number, png(), header("label", "real"));
        }
        Awaitility.await("a first champion").atMost(PATIENCE).until(() -> champion(scorer) >= 1);
        order(producer, "forget", ",\"id\":\"forgotten\"");
    }

    private static long trainUntilServed(KafkaProducer<byte[], byte[]> producer, ServiceProcess... scorers)
            throws Exception {
        long before = champion(scorers[0]);
        order(producer, "train-now", "");
        for (ServiceProcess scorer : scorers) {
            Awaitility.await("the next champion").atMost(PATIENCE).until(() -> champion(scorer) > before);
        }
        return champion(scorers[0]);
    }

    /** One scorer of each version: every image has one answer, each scorer gives some, and both follow the champion. */
    private static void sideBySide(
            KafkaProducer<byte[], byte[]> producer,
            Answers answers,
            String brokers,
            ServiceProcess oldScorer,
            ServiceProcess newScorer)
            throws Exception {
        long end = System.nanoTime() + SIDE_BY_SIDE.toNanos();
        double before = oldScorer.metric("gansieve_verdicts_total");
        try (Load load = new Load("load", brokers, PREFIX + "images", PER_SECOND)) {
            Awaitility.await("verdicts of both")
                    .atMost(PATIENCE)
                    .until(() -> newScorer.metric("gansieve_verdicts_total") > 0
                            && oldScorer.metric("gansieve_verdicts_total") > before);
            long version = trainUntilServed(producer, oldScorer, newScorer);
            assertThat(champion(newScorer)).isEqualTo(version);
            Awaitility.await("a minute side by side")
                    .atMost(SIDE_BY_SIDE.plus(PATIENCE))
                    .until(() -> System.nanoTime() >= end);
            load.finish();
            answers.awaitEachImageAnsweredOnce(PATIENCE);
            LOG.info("side by side: each of {} images answered once", load.acknowledged());
        }
    }

    /** Keys and values that the old program does not know, in the topic that nobody may be stopped by. */
    private static void passesOverRecordsOfLaterReleases(
            KafkaProducer<byte[], byte[]> producer, ServiceProcess oldScorer) throws Exception {
        long version = champion(oldScorer);
        send(producer, "models", "version/900/part/0", new byte[1000]);
        send(
                producer,
                "models",
                "version/900",
                "{\"schema\":2,\"version\":900,\"parts\":[]}".getBytes(StandardCharsets.UTF_8));
        // Whatever the topic holds after it has been read when this version is in force.
        assertThat(trainUntilServed(producer, oldScorer)).isGreaterThan(version);
        assertThat(oldScorer.isReady()).isTrue();
        assertThat(oldScorer.metric("gansieve_models_refused_total")).isPositive();
        send(producer, "models", "version/900/part/0", null);
        send(producer, "models", "version/900", null);
    }

    /** What the old trainer had when it ended. */
    private record Left(double replay, long round, long version, int deadLetters) {}

    private static Left stopTrainer(ServiceProcess trainer, Answers answers) throws Exception {
        int examples = answers.records("examples").size();
        // The one that is forgotten is the one that is missing.
        Awaitility.await("every example in replay")
                .atMost(PATIENCE)
                .until(() -> trainer.metric("gansieve_replay_images") == examples - 1);
        double replay = trainer.metric("gansieve_replay_images");
        assertThat(trainer.terminate()).isEqualTo(143);
        List<Long> rounds = rounds(answers);
        return new Left(
                replay,
                rounds.get(rounds.size() - 1),
                versions(answers),
                answers.records("dead-letters").size());
    }

    private void goesOn(
            KafkaProducer<byte[], byte[]> producer,
            Answers answers,
            Left left,
            ServiceProcess trainer,
            ServiceProcess scorer)
            throws Exception {
        Awaitility.await("replay as it was")
                .atMost(PATIENCE)
                .until(() -> trainer.metric("gansieve_replay_images") == left.replay());
        send(producer, "labels", "late", label());
        send(producer, "images", "early", png());
        send(producer, "images", "forgotten", png(), header("label", "real"));
        send(producer, "images", "after", png(), header("label", "real"));
        Awaitility.await("the labels of before find their images")
                .atMost(PATIENCE)
                .until(() -> trainer.metric("gansieve_replay_images") == left.replay() + 3);
        assertThat(answers.records("examples")).extracting(UpgradeIT::key).contains("late", "early", "after");

        long version = trainUntilServed(producer, scorer);

        assertThat(version).isGreaterThan(left.version());
        assertThat(Files.readString(log("trainer-new"))).doesNotContain("a training state is passed over");
        List<Long> rounds = rounds(answers);
        assertThat(rounds).doesNotHaveDuplicates();
        assertThat(rounds.get(rounds.size() - 1)).isEqualTo(left.round() + 1);
        answers.awaitEachImageAnsweredOnce(PATIENCE);
        assertThat(trainer.metric("gansieve_replay_images")).isEqualTo(left.replay() + 3);
        assertThat(answers.records("dead-letters")).hasSize(left.deadLetters());
    }

    private ServiceProcess run(Program program, String name, String role, String brokers) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--bootstrap-servers", brokers, "--roles", role));
        arguments.addAll(List.of("--data-dir", folder.resolve(name).toString()));
        arguments.addAll(List.of(ROUNDS_WHEN_ORDERED));
        return ServiceProcess.run(
                program,
                log(name + (program.equals(Program.CURRENT) ? "-new" : "-old")),
                ServiceProcess.freePort(),
                arguments.toArray(String[]::new));
    }

    private static Path log(String name) throws IOException {
        return ServiceProcess.log("upgrade-" + name);
    }

    private static long champion(ServiceProcess scorer) throws IOException, InterruptedException {
        return (long) scorer.metric(Deployment.CHAMPION);
    }

    /** Numbers of the rounds reported, in the order of their reports. */
    private static List<Long> rounds(Answers answers) {
        return answers.records("rounds").stream()
                .map(record -> Json.read(record.value(), RoundReport.class).round())
                .toList();
    }

    /** The highest version number given. */
    private static long versions(Answers answers) {
        return answers.records("rounds").stream()
                .mapToLong(
                        record -> Json.read(record.value(), RoundReport.class).version())
                .max()
                .orElse(0);
    }

    private byte[] png() {
        return Load.png(random);
    }

    private static byte[] label() {
        return "{\"label\":\"real\"}".getBytes(StandardCharsets.UTF_8);
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static void order(KafkaProducer<byte[], byte[]> producer, String command, String more) throws Exception {
        send(
                producer,
                "commands",
                "order",
                "{\"command\":\"%s\"%s}".formatted(command, more).getBytes(StandardCharsets.UTF_8));
    }

    private static KafkaProducer<byte[], byte[]> producer(String brokers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            String key,
            byte @Nullable [] value,
            Header... headers)
            throws Exception {
        producer.send(new ProducerRecord<>(
                        PREFIX + topic, null, null, key.getBytes(StandardCharsets.UTF_8), value, List.of(headers)))
                .get();
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
