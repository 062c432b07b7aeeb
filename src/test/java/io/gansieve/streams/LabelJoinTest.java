package io.gansieve.streams;

import static io.gansieve.streams.ScorerFixture.header;
import static io.gansieve.streams.ScorerFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
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

    private static final long SMALL_INDEX = LabelJoin.PARTITIONS * 8192L;
    private static final IndexedVerdict INDEXED = new IndexedVerdict(
            new DeadLetters.Position("t-images", 0, 4711),
            Long.parseUnsignedLong(Sha256.hex(FILE), 0, 16, 16),
            2.5,
            5,
            6,
            ScorerFixture.TIME,
            Optional.empty());

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final Map<String, byte[]> stored = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> silent = new ArrayList<>();
    private final List<String> failing = new ArrayList<>();
    private Optional<RuntimeException> fatal = Optional.empty();
    private int fetches;
    private int evicted;
    private int dropped;
    private int refusedVerdicts;
    private final Map<Integer, Long> waitingBytes = new HashMap<>();
    private int unreadable;
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
                ScorerFixture.LIMITS,
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

    /** A scorer of before took them; its verdict is one all the same. */
    @Test
    void indexesVerdictsWhoseHeadersAreNotTakenAnyMore() {
        Headers headers = new RecordHeaders().add("label", utf8("real")).add("source", utf8("x".repeat(200)));
        verdict("cat", 1, headers);
        label("cat", DDPM);
        assertThat(onlyExample().image().source()).isEqualTo("ddpm");
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
    void keepsTheIndexWithinItsBoundAndLetsTheOldestGoFirst() {
        restart(new LabelIndex(LabelIndex.Use.FULL, SMALL_INDEX));
        for (int i = 0; i < 1000; i++) {
            verdict("cat " + i, 1);
            assertThat(index().bytes()).isLessThanOrEqualTo(SMALL_INDEX / LabelJoin.PARTITIONS);
        }
        assertThat(evicted).isGreaterThan(500);

        label("cat 999", REAL);
        assertThat(onlyExample().id()).isEqualTo("cat 999");
        label("cat " + evicted, REAL);
        assertThat(onlyExample().score()).isPresent();
        assertThat(stored(VerdictIndex.VERDICTS)).isEqualTo(1000 - evicted);
    }

    @Test
    void saysThatTheVerdictOfALabelMayHaveLeftTheFullIndex() {
        restart(new LabelIndex(LabelIndex.Use.FULL, SMALL_INDEX));
        for (int i = 0; i < 1000; i++) {
            verdict("cat " + i, 1);
        }

        label("cat 0", REAL);
        pass(WINDOW.plusMinutes(1));

        TestRecord<byte[], byte[]> letter = deadLetter("label-unknown", utf8(REAL));
        assertThat(header(letter, "__streams.errors.message"))
                .contains("the index of verdicts is full (labels.index-bytes: 8192 bytes in each of 4 partitions)")
                .contains("reaches back to " + START);
    }

    @Test
    void countsTheIndexAgainWhereItStarts() {
        restart(new LabelIndex(LabelIndex.Use.FULL, SMALL_INDEX));
        for (int i = 0; i < 300; i++) {
            verdict("cat " + i, 1);
        }
        assertThat(index().bytes()).isEqualTo(indexBytes()).isPositive();

        VerdictIndex restarted = index();
        for (int i = 300; i < 600; i++) {
            restarted.put("cat " + i, INDEXED, clock.millis());
            assertThat(restarted.bytes()).isLessThanOrEqualTo(SMALL_INDEX / LabelJoin.PARTITIONS);
        }
        assertThat(index().bytes()).isEqualTo(restarted.bytes());
    }

    @Test
    void letsGoOfOldVerdictsThoughTheIndexIsNotFull() {
        for (int i = 0; i < 600; i++) {
            verdict("cat " + i, 1);
        }
        pass(WINDOW.multipliedBy(3));
        passInSeconds(4);

        assertThat(stored(VerdictIndex.VERDICTS)).isZero();
        assertThat(index().bytes()).isZero();
        assertThat(evicted).as("none before its time").isZero();
    }

    @Test
    void findsAVerdictThatAnEarlierProgramIndexed() {
        verdict("dog", 1);
        driver.<String, byte[]>getWindowStore(EarlierVerdicts.STORE)
                .put("cat", withoutSchema(INDEXED.encode()), clock.millis());
        stored.put(INDEXED.position().toString(), FILE);

        label("cat", REAL);

        assertThat(onlyExample().score()).contains(new Example.Score(2.5, 5, 6));
    }

    @Test
    void joinsALabelThatWaitsSinceAnEarlierProgram() {
        label("cat", REAL);
        KeyValueStore<String, byte[]> waiting = driver.getKeyValueStore(WaitingLabels.WITHOUT_VERDICT);
        byte[] value = waiting.get("cat");
        byte[] event = withoutSchema(Arrays.copyOfRange(value, 1 + Long.BYTES, value.length));
        waiting.put(
                "cat",
                ByteBuffer.allocate(Long.BYTES + event.length)
                        .put(value, 1, Long.BYTES)
                        .put(event)
                        .array());

        verdict("cat", 1);

        onlyExample();
    }

    @Test
    void readsEventsOfAnEarlierProgram() {
        byte[] bytes = new JoinEvent.Scored(INDEXED).encode();
        byte[] before = new byte[bytes.length - 1];
        before[0] = bytes[0];
        System.arraycopy(bytes, 2, before, 1, before.length - 1);

        assertThat(JoinEvent.decode(before)).isEqualTo(new JoinEvent.Scored(INDEXED));
    }

    @Test
    void passesOverRecordsOfANewerProgram() {
        verdict("dog", 1);
        KeyValueStore<Bytes, byte[]> verdictsBySegment = driver.getKeyValueStore(VerdictIndex.VERDICTS);
        Bytes key;
        try (KeyValueIterator<Bytes, byte[]> all = verdictsBySegment.all()) {
            key = all.next().key;
        }
        verdictsBySegment.put(key, new byte[] {JoinSchema.CURRENT + 1, 7});
        KeyValueStore<String, byte[]> waiting = driver.getKeyValueStore(WaitingLabels.WITHOUT_VERDICT);
        label("cat", REAL);
        waiting.put("cat", new byte[] {JoinSchema.CURRENT + 1, 7});

        label("dog", REAL);
        verdict("cat", 1);
        pass(WINDOW.plusMinutes(1));

        assertThat(unreadable).isGreaterThanOrEqualTo(2);
        assertThat(examples.isEmpty()).isTrue();
        assertThat(deadLetters.readRecordsToList()).as("the dog's label waited").hasSize(1);
    }

    @Test
    void needsNoIndexForALabelWithItsImagesPosition() {
        restart(new LabelIndex(LabelIndex.Use.NONE, SMALL_INDEX));
        stored.put("t-images-0@17", FILE);

        label("cat", claim("t-images", 0, 17, Sha256.hex(FILE)));

        Example example = onlyExample();
        assertThat(example.id()).isEqualTo("cat");
        assertThat(example.image().image().at(0)).isEqualTo(7);
        assertThat(example.score()).as("nobody knows the score from before").isEmpty();
    }

    @Test
    void saysHowToLabelWithoutAnIndex() {
        restart(new LabelIndex(LabelIndex.Use.NONE, SMALL_INDEX));

        label("cat", REAL);

        TestRecord<byte[], byte[]> letter = deadLetter("label-unknown", utf8(REAL));
        assertThat(header(letter, "__streams.errors.message")).contains("expected input and sha256");
    }

    @Test
    void keepsTheScoreOfAVerdictThatAgreesWithTheLabelsPosition() {
        verdict("cat", 1.5);

        label("cat", claim("t-images", 0, 0, Sha256.hex(FILE)));

        assertThat(onlyExample().score()).contains(new Example.Score(1.5, 5, 6));
    }

    @Test
    void refusesAForgedPositionByItsHash() {
        byte[] other = TestImages.png(28, 28, 99);
        stored.put("t-images-0@17", other);
        String forged = claim("t-images", 0, 17, Sha256.hex(FILE));

        label("cat", forged);

        TestRecord<byte[], byte[]> letter = deadLetter("label-mismatch", utf8(forged));
        assertThat(header(letter, "__streams.errors.message"))
                .contains("t-images-0@17", Sha256.hex(FILE), Sha256.hex(other));
        assertThat(examples.isEmpty()).isTrue();
    }

    @Test
    void triesAPositionAgainWhileBrokersDoNotAnswer() {
        stored.put("t-images-0@17", FILE);
        silent.add("t-images-0");
        label("cat", claim("t-images", 0, 17, Sha256.hex(FILE)));
        silent.clear();

        passInSeconds(90);

        assertThat(onlyExample().id()).isEqualTo("cat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"label\":\"real\",\"sha256\":\"00\"}",
                "{\"label\":\"real\",\"input\":{\"topic\":\"t-images\",\"partition\":0,\"offset\":1}}",
                "{\"label\":\"real\",\"sha256\":\"HASH\",\"input\":{\"topic\":\"t-models\",\"partition\":0,\"offset\":1}}",
                "{\"label\":\"real\",\"sha256\":\"HASH\",\"input\":{\"topic\":\"t-images\",\"partition\":-1,\"offset\":1}}",
                "{\"label\":\"real\",\"sha256\":\"HASH\",\"input\":{\"topic\":\"t-images\",\"partition\":0,\"offset\":-1}}",
                "{\"label\":\"real\",\"sha256\":\"HASH\",\"input\":{\"topic\":\"t-images\",\"partition\":0}}",
                "{\"label\":\"real\",\"sha256\":\"HASH0\",\"input\":{\"topic\":\"t-images\",\"partition\":0,\"offset\":1}}"
            })
    void refusesPositionsThatAreNone(String template) {
        String json = template.replace("HASH", Sha256.hex(FILE));

        label("cat", json);

        deadLetter("invalid-label", utf8(json));
        assertThat(fetches).isZero();
    }

    @Test
    void boundsTheLabelsThatWait() {
        String large = "k".repeat(60_000);
        // As key of the label, in the label itself and as key of its time; the driver has one partition.
        long fitting = WaitingLabels.MAX_BYTES / 180_000;
        for (int i = 0; i < fitting + 20; i++) {
            label(large + i, REAL.replace("}", ",\"by\":\"mallory\"}"));
        }
        pass(Duration.ofSeconds(1));

        List<TestRecord<byte[], byte[]>> letters = deadLetters.readRecordsToList();
        assertThat(letters).hasSizeBetween(1, 40);
        assertThat(dropped).isEqualTo(letters.size());
        assertThat(waitingBytes.values()).allSatisfy(bytes -> assertThat(bytes).isBetween(1L, WaitingLabels.MAX_BYTES));
        assertThat(header(letters.get(0), "gansieve.reason")).isEqualTo("label-unknown");
        assertThat(header(letters.get(0), "__streams.errors.message")).contains("expected at most 33554432 bytes");
    }

    @Test
    void holdsOfALargeLabelOnlyWhatItSays() {
        String large = "{\"label\":\"real\",\"source\":\"ddpm\",\"other\":\"" + "x".repeat(60_000) + "\"}";
        Headers headers = new RecordHeaders().add("trace", new byte[200_000]);
        for (int i = 0; i < 40; i++) {
            labels.pipeInput(new TestRecord<>(utf8("cat " + i), utf8(large), headers, clock.instant()));
        }
        pass(Duration.ofSeconds(1));
        assertThat(waitingBytes.values().stream().mapToLong(Long::longValue).sum())
                .isLessThan(40 * 2_000);

        verdict("cat 7", 1.5);
        assertThat(onlyExample().image().source()).isEqualTo("ddpm");

        pass(WINDOW.plusMinutes(1));
        TestRecord<byte[], byte[]> letter = deadLetters.readRecordsToList().get(0);
        assertThat(header(letter, "gansieve.reference")).isEqualTo("t-labels-0@0");
        assertThat(new String(letter.value(), java.nio.charset.StandardCharsets.UTF_8))
                .contains(Sha256.hex(utf8(large)), "\"bytes\":" + large.length());
    }

    @Test
    void letsNoLabelSayWhatItsDeadLetterShows() {
        Headers headers = new RecordHeaders().add("gansieve.reference", utf8("forged"));
        labels.pipeInput(new TestRecord<>(utf8("cat"), utf8(REAL), headers, clock.instant()));
        pass(WINDOW.plusMinutes(1));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, "gansieve.reference")).isEqualTo("t-labels-0@0");
        assertThat(new String(letter.value(), java.nio.charset.StandardCharsets.UTF_8))
                .contains(Sha256.hex(utf8(REAL)));
    }

    @Test
    void hasTheSameStoresWithAndWithoutAnIndex() {
        assertThat(subtopologies(LabelIndex.Use.NONE)).isEqualTo(subtopologies(LabelIndex.Use.FULL));
    }

    /** Which stores are in which sub-topology, whose number is in the names of their folders and tasks. */
    private static Map<Integer, Set<String>> subtopologies(LabelIndex.Use use) {
        StreamsBuilder builder = new StreamsBuilder();
        LabelJoin.addTo(
                builder,
                TOPICS,
                ScorerFixture.LIMITS,
                WINDOW,
                new LabelIndex(use, SMALL_INDEX),
                new ImageDecoder(TestModels.SHAPE, ImageFit.RESIZE),
                () -> {
                    throw new AssertionError("nothing is fetched");
                },
                TrainerListener.NONE,
                Clock.systemUTC());
        Map<Integer, Set<String>> stores = new HashMap<>();
        for (TopologyDescription.Subtopology part : builder.build().describe().subtopologies()) {
            Set<String> names = stores.computeIfAbsent(part.id(), id -> new TreeSet<>());
            part.nodes().stream()
                    .filter(TopologyDescription.Processor.class::isInstance)
                    .forEach(node -> names.addAll(((TopologyDescription.Processor) node).stores()));
        }
        return stores;
    }

    private void restart(LabelIndex index) {
        driver.close();
        start(index);
    }

    /** As a restart would open it over the same stores. */
    private VerdictIndex index() {
        return new VerdictIndex(
                new VerdictIndex.Opened(
                        driver.getKeyValueStore(VerdictIndex.VERDICTS),
                        driver.getKeyValueStore(VerdictIndex.SEGMENTS),
                        driver.getWindowStore(EarlierVerdicts.STORE)),
                WINDOW,
                SMALL_INDEX / LabelJoin.PARTITIONS,
                new UnreadableRecords(TrainerListener.NONE),
                TrainerListener.NONE);
    }

    private int stored(String name) {
        int count = 0;
        try (KeyValueIterator<Bytes, byte[]> all =
                driver.<Bytes, byte[]>getKeyValueStore(name).all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    private long indexBytes() {
        long bytes = 0;
        try (KeyValueIterator<Bytes, byte[]> all =
                driver.<Bytes, byte[]>getKeyValueStore(VerdictIndex.VERDICTS).all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                bytes += entry.key.get().length + entry.value.length + VerdictIndex.OVERHEAD_BYTES;
            }
        }
        return bytes;
    }

    private static byte[] withoutSchema(byte[] bytes) {
        assertThat(bytes[0]).isEqualTo(JoinSchema.CURRENT);
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    private static String claim(String topic, int partition, long offset, String sha256) {
        return "{\"label\":\"real\",\"sha256\":\"%s\",\"input\":{\"topic\":\"%s\",\"partition\":%d,\"offset\":%d,\"timestamp\":5}}"
                .formatted(sha256, topic, partition, offset);
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
                "{\"label\":\"real\",\"class\":1000001}",
                "{\"label\":\"real\",\"source\":\"\"}",
                "{\"label\":\"real\",\"source\":\"a\\nb\"}",
                "{\"label\":\"real\",\"source\":\"1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890 more\"}",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"offset\":-5",
                "\"offset\":-9223372036854775808",
                "\"partition\":-1",
                "\"topic\":\"secrets\"",
                "\"logit\":\"NaN\""
            })
    void believesNoForgedVerdictAndGoesOn(String forged) {
        String name = forged.substring(0, forged.indexOf(':'));
        verdictJson("mallory", name + ":(\"[^\"]*\"|[-0-9.eE]+)", forged);

        label("mallory", REAL);
        verdict("cat", 1.5);
        label("cat", REAL);

        assertThat(refusedVerdicts).isEqualTo(1);
        assertThat(fetches).isEqualTo(1);
        assertThat(onlyExample().id()).isEqualTo("cat");
    }

    @Test
    void makesADeadLetterOfALabelAtWhichTheJoinFails() {
        verdict("broken", 1.5);
        failing.add("t-images-0@0");

        label("broken", REAL);
        deadLetter("label-failed", utf8(REAL));

        verdict("cat", 1.5);
        label("cat", REAL);
        assertThat(onlyExample().id()).isEqualTo("cat");
    }

    @Test
    void endsTheTaskWhereKafkaFailsAndNotTheLabel() {
        verdict("cat", 1.5);
        for (RuntimeException failure :
                List.of(new StreamsException("producer fenced"), new IllegalStateException("consumer is closed"))) {
            fatal = Optional.of(failure);
            assertThatThrownBy(() -> label("cat", REAL)).hasRootCause(failure);
            assertThat(deadLetters.isEmpty()).isTrue();
        }
    }

    private void verdictJson(String id, String pattern, String forged) {
        Score score = new Score(
                Score.Decision.REAL, 0.1, 1.5, true, new Thresholds(0.2, 0.8, 0.9, 0.01), 5, 6, "sha", List.of());
        Verdict verdict = Verdict.of(
                new ScoredFile(IMAGE, score, 28, 28, "png", Optional.empty()),
                id,
                Sha256.hex(FILE),
                new Verdict.Input("t-images", 0, 4711, clock.millis()),
                clock.instant());
        String json = new String(Json.write(verdict), java.nio.charset.StandardCharsets.UTF_8);
        String changed = json.replaceFirst(pattern, forged);
        assertThat(changed).isNotEqualTo(json);
        verdicts.pipeInput(new TestRecord<>(utf8("any key"), utf8(changed), clock.instant()));
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
            if (fatal.isPresent()) {
                throw fatal.get();
            }
            if (failing.contains(topic + "-" + partition + "@" + offset)) {
                throw new IllegalArgumentException("seek offset must not be a negative number");
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
        public void verdictsEvicted(int verdicts) {
            evicted += verdicts;
        }

        @Override
        public void verdictRefused() {
            refusedVerdicts++;
        }

        @Override
        public void waitingLabelsDropped(int labels) {
            dropped += labels;
        }

        @Override
        public void waitingLabelBytes(int partition, long bytes) {
            waitingBytes.put(partition, bytes);
        }

        @Override
        public void joinRecordUnreadable() {
            unreadable++;
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
