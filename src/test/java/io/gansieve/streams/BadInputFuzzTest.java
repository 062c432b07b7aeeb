package io.gansieve.streams;

import static io.gansieve.streams.ScorerFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.ImageFit;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.Retention;
import io.gansieve.streams.HostileRecords.Hostile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hostile records through the two topologies: none ends them, each has its answer, and the reason of each dead letter is one that
 * users know. {@code -Dgansieve.fuzz.records} says how many of each kind, {@code -Dgansieve.fuzz.seed} which.
 */
class BadInputFuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger(BadInputFuzzTest.class);
    private static final int RECORDS = Integer.getInteger("gansieve.fuzz.records", 2000);
    private static final long SEED = Long.getLong("gansieve.fuzz.seed", 1);
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final Set<String> IMAGE_REASONS = Set.of(
            "empty",
            "too-large",
            "too-many-pixels",
            "key-too-large",
            "unsupported-format",
            "corrupt",
            "invalid-header");

    @TempDir
    private Path folder;

    @Test
    void answersEveryImageOnce() throws Exception {
        HostileRecords records = new HostileRecords(SEED);
        Map<String, Integer> answers = new TreeMap<>();
        try (ScorerFixture scorer = new ScorerFixture(folder)) {
            for (int number = 0; number < RECORDS; number++) {
                Hostile image = records.image(number);
                scorer.image(new TestRecord<>(
                        image.key(), image.value(), image.headers(), Instant.ofEpochMilli(ScorerFixture.TIME)));
                String answer = answer(scorer, name(number));
                answers.merge(answer, 1, Integer::sum);
            }
        }
        LOG.info("{} images of seed {}: {}", RECORDS, SEED, answers);
        assertThat(answers.keySet()).contains("verdict", "invalid-header", "corrupt", "key-too-large");
    }

    private static String answer(ScorerFixture scorer, String name) {
        int verdicts = scorer.verdicts().size();
        List<TestRecord<byte[], byte[]>> letters = scorer.deadLetters();
        assertThat(verdicts + letters.size()).as(name).isEqualTo(1);
        assertThat(scorer.examples()).as(name).hasSizeLessThanOrEqualTo(verdicts);
        if (verdicts == 1) {
            return "verdict";
        }
        String reason = header(letters.get(0), "gansieve.reason");
        assertThat(IMAGE_REASONS).as(name).contains(reason);
        return reason;
    }

    @Test
    void answersEveryLabelAndCommandOnce() throws Exception {
        HostileRecords records = new HostileRecords(SEED);
        try (Trainer trainer = new Trainer(folder)) {
            Map<String, Integer> reasons = new TreeMap<>();
            for (int number = 0; number < RECORDS; number++) {
                Hostile label = records.label(number);
                trainer.labels.pipeInput(new TestRecord<>(label.key(), label.value(), label.headers(), trainer.now));
                trainer.drain(reasons, name(number));
            }
            trainer.pass(WINDOW.multipliedBy(2));
            trainer.drain(reasons, "the end of the window");
            LOG.info("{} labels of seed {}: {}", RECORDS, SEED, reasons);
            assertThat(reasons.keySet()).containsExactlyInAnyOrder("invalid-label", "label-unknown");
            assertThat(reasons.values().stream().mapToInt(count -> count).sum()).isEqualTo(RECORDS);

            Map<String, Integer> refused = new TreeMap<>();
            for (int number = 0; number < RECORDS; number++) {
                Hostile command = records.command(number);
                trainer.commands.pipeInput(
                        new TestRecord<>(command.key(), command.value(), command.headers(), trainer.now));
                assertThat(trainer.drain(refused, name(number)))
                        .as(name(number))
                        .isLessThanOrEqualTo(1);
            }
            LOG.info("{} commands of seed {}: {}", RECORDS, SEED, refused);
            assertThat(refused.keySet()).containsExactlyInAnyOrder("invalid-command", "command-refused");
        }
    }

    @Test
    void passesOverWhatIsNoVerdictAndRefusesWhatIsNoExample() throws Exception {
        HostileRecords records = new HostileRecords(SEED);
        try (Trainer trainer = new Trainer(folder)) {
            Map<String, Integer> reasons = new TreeMap<>();
            for (int number = 0; number < RECORDS / 2; number++) {
                Hostile record = number % 2 == 0 ? records.image(number) : records.label(number);
                TestRecord<byte[], byte[]> hostile =
                        new TestRecord<>(record.key(), record.value(), record.headers(), trainer.now);
                trainer.verdicts.pipeInput(hostile);
                trainer.examples.pipeInput(hostile);
                assertThat(trainer.drain(reasons, name(number)))
                        .as(name(number))
                        .isEqualTo(1);
            }
            assertThat(reasons.keySet()).containsExactly("invalid-example");
            for (String topic : List.of("x".repeat(70_000), "t-images")) {
                for (String time :
                        List.of("+100000000-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z")) {
                    trainer.verdicts.pipeInput(new byte[] {'k'}, verdict(topic, time));
                }
            }
            trainer.drain(reasons, "verdicts");
        }
    }

    @Test
    void answersALabelAfterEveryForgedVerdict() throws Exception {
        HostileRecords records = new HostileRecords(SEED);
        try (Trainer trainer = new Trainer(folder)) {
            Map<String, Integer> reasons = new TreeMap<>();
            for (int number = 0; number < RECORDS; number++) {
                Hostile verdict = records.verdict(number);
                trainer.verdicts.pipeInput(
                        new TestRecord<>(verdict.key(), verdict.value(), verdict.headers(), time(trainer, number)));
                trainer.labels.pipeInput(new TestRecord<>(
                        utf8("forged-" + number), utf8("{\"label\":\"real\"}"), time(trainer, number / 7)));
                trainer.drain(reasons, name(number));
            }
            trainer.pass(WINDOW.multipliedBy(2));
            trainer.drain(reasons, "the end of the window");
            LOG.info("labels after {} forged verdicts of seed {}: {}", RECORDS, SEED, reasons);
            // A position is believed or not; none is tried that would fail.
            assertThat(reasons.keySet()).containsExactlyInAnyOrder("label-unknown", "label-late", "image-gone");
            // The others have a label that agrees already, from the forged verdict's headers.
            assertThat(reasons.values().stream().mapToInt(count -> count).sum()).isBetween(RECORDS * 3 / 4, RECORDS);
        }
    }

    @Test
    void drawsRoundsAfterEveryForgedExample() throws Exception {
        HostileRecords records = new HostileRecords(SEED);
        try (Trainer trainer = new Trainer(folder, 5)) {
            Map<String, Integer> reasons = new TreeMap<>();
            for (int number = 0; number < RECORDS; number++) {
                Hostile example = records.example(number, TestModels.SHAPE.toString(), TestModels.SHAPE.size());
                trainer.examples.pipeInput(
                        new TestRecord<>(example.key(), example.value(), example.headers(), time(trainer, number)));
                if (number % 100 == 0) {
                    trainer.pass(Duration.ofSeconds(1));
                }
                trainer.drain(reasons, name(number));
            }
            LOG.info("{} forged examples of seed {}: {}", RECORDS, SEED, reasons);
            assertThat(reasons.keySet()).containsExactly("invalid-example");
            assertThat(reasons.get("invalid-example")).isBetween(RECORDS / 20, RECORDS * 3 / 4);
            assertThat(trainer.reports.readRecordsToList()).hasSizeGreaterThan(RECORDS / 200);
        }
    }

    /** Of records that say nothing of when, or that come from the end of time. */
    private static Instant time(Trainer trainer, int number) {
        return switch (number % 5) {
            case 0 -> Instant.EPOCH;
            case 1 -> Instant.ofEpochMilli(Long.MAX_VALUE);
            default -> trainer.now;
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] verdict(String topic, String time) {
        return ("{\"schema\":1,\"imageId\":\"k\",\"sha256\":\"%s\",\"verdict\":\"REAL\",\"thresholds\":{\"real\":0.2,"
                        + "\"generated\":0.8,\"generatedIfProcessed\":0.9,\"targetFalsePositiveRate\":0.01},"
                        + "\"input\":{\"topic\":\"%s\",\"partition\":0,\"offset\":0,\"timestamp\":0},\"scoredAt\":\"%s\"}")
                .formatted("0".repeat(64), topic, time)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String name(int number) {
        return "-Dgansieve.fuzz.seed=%d, number %d".formatted(SEED, number);
    }

    /** The trainer's own topology. */
    private static final class Trainer implements AutoCloseable {
        private static final Topics TOPICS = Topics.withPrefix("t-");

        private Instant now = Instant.ofEpochMilli(ScorerFixture.TIME);
        private final TopologyTestDriver driver;
        private final TestInputTopic<byte[], byte[]> labels;
        private final TestInputTopic<byte[], byte[]> commands;
        private final TestInputTopic<byte[], byte[]> verdicts;
        private final TestInputTopic<byte[], byte[]> examples;
        private final List<TestOutputTopic<byte[], byte[]>> others = new ArrayList<>();
        private final TestOutputTopic<byte[], byte[]> deadLetters;
        private final TestOutputTopic<byte[], byte[]> reports;
        private final Set<String> positions = new HashSet<>();

        Trainer(Path folder) {
            this(folder, 1_000_000);
        }

        /** @param minReals that a round needs; each fails */
        Trainer(Path folder, int minReals) {
            TrainerSettings settings = new TrainerSettings(
                    minReals, 5, Duration.ofDays(5), 4, 2, 1 << 20, 7, new Retention(1 << 20), WINDOW);
            Properties properties = ScorerFixture.properties(folder);
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "t-trainer");
            driver = new TopologyTestDriver(
                    TrainerTopology.build(
                            TOPICS,
                            ScorerFixture.LIMITS,
                            settings,
                            new ImageDecoder(TestModels.SHAPE, ImageFit.RESIZE),
                            NoImages::new,
                            new NoModels(),
                            request -> CompletableFuture.failedFuture(new IllegalStateException("no round succeeds")),
                            TrainerListener.NONE,
                            new Time()),
                    properties,
                    now);
            labels = input(TOPICS.labels());
            commands = input(TOPICS.commands());
            verdicts = input(TOPICS.verdicts());
            examples = input(TOPICS.examples());
            deadLetters = ScorerFixture.output(driver, TOPICS.deadLetters());
            reports = ScorerFixture.output(driver, TOPICS.rounds());
            others.add(ScorerFixture.output(driver, TOPICS.models()));
            others.add(ScorerFixture.output(driver, TOPICS.labels()));
        }

        private TestInputTopic<byte[], byte[]> input(String topic) {
            return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
        }

        /** Counts the dead letters since the last call by reason; no record may have two. */
        int drain(Map<String, Integer> reasons, String name) {
            others.forEach(TestOutputTopic::readRecordsToList);
            List<TestRecord<byte[], byte[]>> letters = deadLetters.readRecordsToList();
            for (TestRecord<byte[], byte[]> letter : letters) {
                reasons.merge(header(letter, "gansieve.reason"), 1, Integer::sum);
                String position =
                        header(letter, "__streams.errors.topic") + "@" + header(letter, "__streams.errors.offset");
                assertThat(positions.add(position)).as(name + ": " + position).isTrue();
            }
            return letters.size();
        }

        void pass(Duration time) {
            now = now.plus(time);
            for (int looks = 0; looks < 2 + RECORDS / 1000; looks++) {
                driver.advanceWallClockTime(Duration.ofSeconds(1));
            }
        }

        @Override
        public void close() {
            driver.close();
        }

        private final class Time extends Clock {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        }
    }

    private static final class NoImages implements ImageFetcher {
        @Override
        public Optional<byte[]> fetch(String topic, int partition, long offset) {
            // As a consumer does.
            if (partition < 0 || offset < 0) {
                throw new IllegalArgumentException("no such position: %s-%d@%d".formatted(topic, partition, offset));
            }
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
