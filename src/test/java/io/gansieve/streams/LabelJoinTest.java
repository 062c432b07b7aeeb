package io.gansieve.streams;

import static io.gansieve.streams.ScorerFixture.header;
import static io.gansieve.streams.ScorerFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.Label;
import io.gansieve.image.Sha256;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.replay.Example;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelJoinTest {
    private static final Topics TOPICS = Topics.withPrefix("t-");
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final Instant START = Instant.ofEpochMilli(ScorerFixture.TIME);
    private static final byte[] FILE = TestImages.png(28, 28, 7);
    private static final byte[] ANIMATION = TestImages.animation(28, 28, 7, 9);
    private static final Image IMAGE = Image.of(TestModels.SHAPE, new byte[TestModels.SHAPE.size()]);
    private static final String REAL = "{\"label\":\"real\",\"class\":3}";
    private static final String DDPM = "{\"label\":\"generated\",\"class\":3,\"source\":\"ddpm\"}";

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final Map<String, byte[]> stored = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> silent = new ArrayList<>();
    private int fetches;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> verdicts;
    private TestInputTopic<byte[], byte[]> labels;
    private TestOutputTopic<byte[], byte[]> examples;
    private TestOutputTopic<byte[], byte[]> deadLetters;
    private long nextOffset;

    @BeforeEach
    void start() {
        start(LabelIndex.DEFAULT);
    }

    private void start(LabelIndex index) {
        Properties properties = ScorerFixture.properties(folder);
        StreamsBuilder builder = new StreamsBuilder();
        LabelJoin.addTo(
                builder,
                TOPICS,
                WINDOW,
                index,
                new ImageDecoder(TestModels.SHAPE, ImageFit.RESIZE),
                StoredImages::new,
                new Recording(),
                clock);
        Topology topology = builder.build(properties);
        driver = new TopologyTestDriver(topology, properties, START);
        verdicts = driver.createInputTopic(TOPICS.verdicts(), new ByteArraySerializer(), new ByteArraySerializer());
        labels = driver.createInputTopic(TOPICS.labels(), new ByteArraySerializer(), new ByteArraySerializer());
        examples = ScorerFixture.output(driver, TOPICS.examples());
        deadLetters = ScorerFixture.output(driver, TOPICS.deadLetters());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void makesAnExampleOfALabelThatComesAfterTheVerdict() {
        verdict("cat", 1.5);
        pass(Duration.ofHours(1));

        label("cat", DDPM);

        Example example = onlyExample();
        assertThat(example.id()).isEqualTo("cat");
        assertThat(example.image().label()).isEqualTo(Label.GENERATED);
        assertThat(example.image().imageClass()).isEqualTo(OptionalInt.of(3));
        assertThat(example.image().source()).isEqualTo("ddpm");
        assertThat(example.image().image().at(0)).isEqualTo(7);
        assertThat(example.score()).contains(new Example.Score(1.5, 5, 6));
        assertThat(told).containsExactly("GENERATED after PT1H");
    }

    @Test
    void makesAnExampleOfALabelThatComesBeforeTheVerdict() {
        label("cat", REAL);
        pass(Duration.ofHours(23));
        assertThat(examples.isEmpty()).isTrue();

        verdict("cat", 1.5);

        assertThat(onlyExample().image().source()).isEqualTo("unknown");
        pass(Duration.ofDays(2));
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void findsKeylessAndBinaryKeysByTheirIds() {
        verdict("t-images-0@0", 1);
        label("t-images-0@0", REAL);
        assertThat(onlyExample().id()).isEqualTo("t-images-0@0");

        verdict("base64:/wA=", 2);
        labels.pipeInput(new TestRecord<>(new byte[] {(byte) 0xff, 0}, utf8(REAL), clock.instant()));
        assertThat(onlyExample().id()).isEqualTo("base64:/wA=");
    }

    @Test
    void makesOneExampleOfARepeatedLabel() {
        verdict("cat", 1);
        label("cat", REAL);
        label("cat", REAL);
        label("cat", " {\"class\": 3, \"label\": \"real\", \"other\": 1} ");

        onlyExample();
    }

    @Test
    void makesNoSecondExampleOfAnImageLabelledInItsHeaders() {
        verdict("cat", 1, new RecordHeaders().add("label", utf8("real")).add("class", utf8("3")));

        label("cat", REAL);
        assertThat(examples.isEmpty()).isTrue();

        label("cat", DDPM);
        assertThat(onlyExample().image().label()).isEqualTo(Label.GENERATED);
    }

    @Test
    void makesNeitherExampleNorDeadLetterOfAnAnimationsLabelAndCountsItOnce() {
        verdict(0, "cat", 1, new RecordHeaders(), ANIMATION);

        label("cat", REAL);
        label("cat", REAL);

        assertThat(examples.isEmpty()).isTrue();
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(told).containsExactly("unused ANIMATION");
        assertThat(fetches).isEqualTo(1);

        label("cat", DDPM);
        assertThat(told).containsExactly("unused ANIMATION", "unused ANIMATION");
    }

    @Test
    void makesNothingOfALabelThatCameBeforeAnAnimationsVerdict() {
        label("cat", REAL);

        verdict(0, "cat", 1, new RecordHeaders(), ANIMATION);

        assertThat(told).containsExactly("unused ANIMATION");
        pass(WINDOW.plusMinutes(1));
        assertThat(examples.isEmpty()).isTrue();
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void makesAnotherExampleOfACorrection() {
        verdict("cat", 1);
        label("cat", REAL);
        assertThat(onlyExample().image().label()).isEqualTo(Label.REAL);

        label("cat", DDPM);
        assertThat(onlyExample().image().label()).isEqualTo(Label.GENERATED);
    }

    @Test
    void letsALaterLabelReplaceAWaitingOne() {
        label("cat", REAL);
        label("cat", DDPM);

        verdict("cat", 1);

        assertThat(onlyExample().image().label()).isEqualTo(Label.GENERATED);
    }

    @Test
    void usesTheLatestVerdictOfAnId() {
        verdict("cat", 1);
        pass(Duration.ofMinutes(5));
        verdict("cat", 2);

        label("cat", REAL);

        assertThat(onlyExample().score().orElseThrow().logit()).isEqualTo(2);
    }

    @Test
    void routesALabelWithoutVerdictToDeadLettersWhenTheWindowEnds() {
        labels.pipeInput(new TestRecord<>(
                utf8("cat"), utf8(REAL), new RecordHeaders().add("trace", utf8("42")), clock.instant()));
        pass(WINDOW.minusMinutes(2));
        assertThat(deadLetters.isEmpty()).isTrue();

        pass(Duration.ofMinutes(3));

        TestRecord<byte[], byte[]> letter = deadLetter("label-unknown", utf8(REAL));
        assertThat(letter.key()).isEqualTo(utf8("cat"));
        assertThat(header(letter, "trace")).isEqualTo("42");
        verdict("cat", 1);
        assertThat(examples.isEmpty()).isTrue();
    }

    @Test
    void routesALabelThatComesTooLateToDeadLetters() {
        verdict("cat", 1);
        pass(WINDOW.plusMinutes(1));

        label("cat", REAL);

        deadLetter("label-late", utf8(REAL));
    }

    @Test
    void forgetsVerdictsAfterTwoWindows() {
        verdict("cat", 1);
        pass(WINDOW.multipliedBy(2).plusMinutes(1));
        verdict("dog", 1);

        label("cat", REAL);
        assertThat(deadLetters.isEmpty()).isTrue();

        pass(WINDOW.plusMinutes(1));
        deadLetter("label-unknown", utf8(REAL));
    }

    @Test
    void routesALabelOfAnImageThatIsGoneToDeadLetters() {
        verdict("cat", 1);
        stored.clear();
        label("cat", REAL);
        deadLetter("image-gone", utf8(REAL));

        verdict("dog", 1);
        stored.replaceAll((position, file) -> TestImages.png(28, 28, 99));
        label("dog", DDPM);
        deadLetter("image-gone", utf8(DDPM));
    }

    @Test
    void triesAgainWhileBrokersDoNotAnswer() {
        verdict("cat", 1);
        verdict("dog", 2);
        silent.add("t-images-0");
        label("cat", REAL);
        label("dog", REAL);
        assertThat(fetches)
                .as("the second label must not wait for the silent broker as well")
                .isEqualTo(1);

        passInSeconds(70);
        assertThat(examples.isEmpty()).isTrue();
        assertThat(deadLetters.isEmpty()).isTrue();
        silent.clear();
        passInSeconds(150);

        assertThat(examples.readRecordsToList())
                .extracting(record -> ExampleCodec.decode(record.value()).id())
                .containsExactlyInAnyOrder("cat", "dog");
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void readsImagesOfOtherPartitionsWhileOneIsSilent() {
        verdict("cat", 1);
        verdictAt(1, "dog", 2);
        silent.add("t-images-0");
        label("cat", REAL);
        passInSeconds(6);

        label("dog", REAL);

        assertThat(onlyExample().id()).isEqualTo("dog");
    }

    @Test
    void givesAnUnreadableImageUpWhenTheWindowEnds() {
        verdict("cat", 1);
        silent.add("t-images-0");
        label("cat", REAL);
        for (int hour = 0; hour < 23; hour++) {
            pass(Duration.ofHours(1));
        }
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(fetches).isLessThan(20);

        pass(Duration.ofHours(1));

        deadLetter("image-gone", utf8(REAL));
        silent.clear();
        pass(Duration.ofHours(2));
        assertThat(examples.isEmpty()).isTrue();
    }

    @Test
    void letsALaterLabelOrARetractionReplaceARetriedOne() {
        verdict("cat", 1);
        verdict("dog", 1);
        silent.add("t-images-0");
        label("cat", REAL);
        label("dog", REAL);
        label("cat", DDPM);
        label("dog", null);
        silent.clear();

        passInSeconds(200);

        assertThat(onlyExample().image().label()).isEqualTo(Label.GENERATED);
    }

    @Test
    void expiresLabelsAsFastAsTheyComeIn() {
        for (int i = 0; i < 1500; i++) {
            label("cat " + i, REAL);
        }
        pass(WINDOW);
        passInSeconds(1);

        assertThat(deadLetters.readRecordsToList()).hasSize(1500);
    }

    @Test
    void datesWhatItWritesByTheClock() {
        Instant old = START.minus(Duration.ofDays(100));
        verdict("cat", 1);
        labels.pipeInput(new TestRecord<>(utf8("cat"), utf8(REAL), old));
        labels.pipeInput(new TestRecord<>(utf8("cat"), utf8("no JSON"), old));
        labels.pipeInput(new TestRecord<>(utf8("dog"), utf8(REAL), old));
        pass(WINDOW.plusMinutes(1));

        assertThat(examples.readRecord().getRecordTime()).isEqualTo(START);
        assertThat(deadLetters.readRecordsToList())
                .extracting(TestRecord::getRecordTime)
                .containsExactly(START, clock.now);
    }

    @Test
    void saysWhatALabelMustBe() {
        label("cat", "real");

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, "__streams.errors.message")).startsWith("expected a label as JSON: ");
    }

    @Test
    void keepsTheVerdictOfALabelTakenBack() {
        verdict("cat", 1);
        label("cat", null);
        label("dog", REAL);
        label("dog", null);
        verdict("dog", 1);
        assertThat(examples.isEmpty()).isTrue();

        label("cat", REAL);

        assertThat(onlyExample().id()).isEqualTo("cat");
    }

    @Test
    void forgetsTheImageWhenTheTrainerSaysSo() {
        verdict("cat", 1);
        forget("cat");
        label("cat", REAL);
        label("dog", REAL);
        forget("dog");
        verdict("dog", 1);
        assertThat(examples.isEmpty()).isTrue();

        pass(WINDOW.plusMinutes(1));
        deadLetter("label-unknown", utf8(REAL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "real",
                "null",
                "[]",
                "{}",
                "{\"label\":\"fake\"}",
                "{\"label\":null}",
                "{\"label\":\"real\",\"label\":\"generated\"}",
                "{\"label\":\"real\",\"class\":-1}",
                "{\"label\":\"real\",\"class\":\"seven\"}",
                "{\"label\":\"real\",\"source\":\"\"}",
                "{\"label\":\"real\"} x"
            })
    void routesInvalidLabelsToDeadLetters(String json) {
        verdict("cat", 1);

        label("cat", json);

        deadLetter("invalid-label", utf8(json));
        assertThat(examples.isEmpty()).isTrue();
    }

    @Test
    void routesLabelsWithoutKeyToDeadLetters() {
        labels.pipeInput(new TestRecord<>(null, utf8(REAL), clock.instant()));
        assertThat(deadLetter("invalid-label", utf8(REAL)).key()).isNull();

        labels.pipeInput(new TestRecord<>(new byte[0], utf8(REAL), clock.instant()));
        assertThat(deadLetter("invalid-label", utf8(REAL)).key()).isEmpty();
    }

    @Test
    void passesOverWhatIsNoVerdict() {
        verdicts.pipeInput(utf8("cat"), utf8("no JSON"));
        verdicts.pipeInput(utf8("cat"), utf8("{}"));
        verdicts.pipeInput(new TestRecord<>(utf8("cat"), null));

        verdict("dog", 1);
        label("dog", REAL);

        onlyExample();
    }

    private void verdict(String id, double logit) {
        verdict(id, logit, new RecordHeaders());
    }

    private void verdict(String id, double logit, Headers headers) {
        verdict(0, id, logit, headers);
    }

    private void verdictAt(int partition, String id, double logit) {
        verdict(partition, id, logit, new RecordHeaders());
    }

    private void verdict(int partition, String id, double logit, Headers headers) {
        verdict(partition, id, logit, headers, FILE);
    }

    private void verdict(int partition, String id, double logit, Headers headers, byte[] file) {
        long offset = nextOffset++;
        stored.put("t-images-" + partition + "@" + offset, file);
        Score score = new Score(
                Score.Decision.REAL, 0.1, logit, true, new Thresholds(0.2, 0.8, 0.9, 0.01), 5, 6, "sha", List.of());
        Verdict verdict = Verdict.of(
                new ScoredFile(IMAGE, score, 28, 28, "png", Optional.empty()),
                id,
                Sha256.hex(file),
                new Verdict.Input("t-images", partition, offset, clock.millis()),
                clock.instant());
        verdicts.pipeInput(new TestRecord<>(utf8("any key"), Json.write(verdict), headers, clock.instant()));
    }

    private void label(String id, @Nullable String json) {
        labels.pipeInput(new TestRecord<>(utf8(id), json == null ? null : utf8(json), clock.instant()));
    }

    private void forget(String id) {
        labels.pipeInput(new TestRecord<>(
                utf8(id),
                null,
                new RecordHeaders().add(LabelReadingProcessor.FORGET_HEADER, utf8("true")),
                clock.instant()));
    }

    private void passInSeconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(Duration.ofSeconds(1));
        }
    }

    private void pass(Duration time) {
        clock.now = clock.now.plus(time);
        driver.advanceWallClockTime(time);
    }

    private Example onlyExample() {
        List<TestRecord<byte[], byte[]>> records = examples.readRecordsToList();
        assertThat(records).hasSize(1);
        Example example = ExampleCodec.decode(records.get(0).value());
        assertThat(records.get(0).key()).isEqualTo(utf8(example.id()));
        assertThat(deadLetters.isEmpty()).isTrue();
        return example;
    }

    private TestRecord<byte[], byte[]> deadLetter(String reason, byte[] value) {
        List<TestRecord<byte[], byte[]>> letters = deadLetters.readRecordsToList();
        assertThat(letters).hasSize(1);
        TestRecord<byte[], byte[]> letter = letters.get(0);
        assertThat(header(letter, "gansieve.reason")).isEqualTo(reason);
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo("t-labels");
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo("0");
        assertThat(header(letter, "__streams.errors.offset")).matches("\\d+");
        assertThat(letter.value()).isEqualTo(value);
        assertThat(told).contains("dead " + reason);
        return letter;
    }

    /** Stands for the image topics. */
    private final class StoredImages implements ImageFetcher {
        @Override
        public Optional<byte[]> fetch(String topic, int partition, long offset) {
            fetches++;
            if (silent.contains(topic + "-" + partition)) {
                throw new TimeoutException("no answer");
            }
            return Optional.ofNullable(stored.get(topic + "-" + partition + "@" + offset));
        }

        @Override
        public void close() {}
    }

    private final class Recording implements TrainerListener {
        @Override
        public void labeled(Label label, Duration delay) {
            told.add(label + " after " + delay);
        }

        @Override
        public void labelUnused(UnusedLabel reason) {
            told.add("unused " + reason);
        }

        @Override
        public void deadLettered(String reason) {
            told.add("dead " + reason);
        }
    }

    private static final class MovableClock extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
