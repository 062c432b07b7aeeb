package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.RoundResult;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Sha256;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Findings;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.HeldImage;
import io.gansieve.registry.LoggedVersion;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelRecords;
import io.gansieve.registry.ModelVersion;
import io.gansieve.registry.Provenance;
import io.gansieve.registry.Retention;
import io.gansieve.registry.RoundCoverage;
import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundReport;
import io.gansieve.registry.RoundRequest;
import io.gansieve.registry.VersionRecords;
import io.gansieve.replay.Example;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Thresholds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer application's own topology, with rounds that end when the test says so. */
class TrainerTopologyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final Topics TOPICS = Topics.withPrefix("gansieve-");

    @TempDir
    Path stateDir;

    private final Rounds rounds = new Rounds();
    private final List<StateReset> resets = new ArrayList<>();
    private final MovableClock clock = new MovableClock();
    private final TopicOfModels topic = new TopicOfModels();
    private final List<UnusedLabel> unused = new ArrayList<>();
    private final List<Label> duplicates = new ArrayList<>();
    private final List<Label> contradictions = new ArrayList<>();
    private final List<String> quarantined = new ArrayList<>();
    private final Map<Label, Integer> held = new TreeMap<>();
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> examples;
    private TestInputTopic<String, byte[]> commands;
    private TestOutputTopic<String, byte[]> models;
    private final List<TestRecord<String, byte[]>> unread = new ArrayList<>();
    private TestOutputTopic<String, byte[]> reports;
    private TestOutputTopic<String, byte[]> labels;
    private TestOutputTopic<String, byte[]> deadLetters;

    @BeforeEach
    void open() {
        open(1 << 20);
    }

    private void open(long replayBytes) {
        TrainerSettings settings = new TrainerSettings(
                10, 5, Duration.ofMinutes(5), 4, 2, replayBytes, 7, new Retention(9), Duration.ofHours(24));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "gansieve-trainer");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(
                TrainerTopology.build(
                        TOPICS,
                        ScorerFixture.LIMITS,
                        settings,
                        new ImageDecoder(SHAPE, ImageFit.RESIZE),
                        () -> {
                            throw new AssertionError("no image is fetched here");
                        },
                        topic,
                        rounds,
                        new TrainerListener() {
                            @Override
                            public void trainingReset(StateReset to) {
                                resets.add(to);
                            }

                            @Override
                            public void exampleDuplicated(Label label) {
                                duplicates.add(label);
                            }

                            @Override
                            public void exampleContradicted(Label label) {
                                contradictions.add(label);
                            }

                            @Override
                            public void quarantined(Label label, QuarantineOutcome outcome, int images) {
                                for (int i = 0; i < images; i++) {
                                    quarantined.add(label.text() + " " + outcome.text());
                                }
                            }

                            @Override
                            public void quarantineFilled(Label label, int images) {
                                held.put(label, images);
                            }

                            @Override
                            public void labelUnused(UnusedLabel reason) {
                                unused.add(reason);
                            }
                        },
                        clock),
                properties,
                START);
        examples = driver.createInputTopic(TOPICS.examples(), new StringSerializer(), new ByteArraySerializer());
        commands = driver.createInputTopic(TOPICS.commands(), new StringSerializer(), new ByteArraySerializer());
        models = output(TOPICS.models());
        reports = output(TOPICS.rounds());
        labels = output(TOPICS.labels());
        deadLetters = output(TOPICS.deadLetters());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void startsARoundAtTheConfiguredNumberOfRealsAndPublishesVersionBeforePointer() {
        pipeReals(0, 9);
        look();
        assertThat(rounds.requests).isEmpty();

        pipeReals(9, 10);
        look();
        assertThat(rounds.requests).hasSize(1);
        RoundRequest request = rounds.requests.get(0);
        assertThat(request.images().real()).hasSize(8);
        assertThat(request.parent()).isZero();
        assertThat(published()).isEmpty();

        rounds.finish(true);
        look();
        List<TestRecord<String, byte[]>> published = published();
        assertThat(published)
                .extracting(TestRecord::getKey)
                .containsExactly("version/1/part/0", "version/1", "champion/1");
        ChampionPointer pointer = Json.read(published.get(2).getValue(), ChampionPointer.class);
        assertThat(pointer.version()).isEqualTo(1);
        assertThat(pointer.pinned()).isFalse();
        assertThat(report().outcome()).isEqualTo(RoundReport.Outcome.PROMOTED);
    }

    @Test
    void goesOnFromTheLastHealthyStateAfterRejectedAndFailedRounds() {
        pipeReals(0, 10);
        finishRound(true);
        assertThat(rounds.requests.get(0).states()).isEmpty();

        pipeReals(10, 15);
        finishRound(false);
        pipeReals(15, 20);
        look();
        assertThat(rounds.last().states())
                .extracting(state -> new String(state, StandardCharsets.UTF_8))
                .containsExactly("state 2", "state 1");
        assertThat(rounds.last().parent()).isEqualTo(2);
        assertThat(rounds.last().champion()).isEqualTo(1);
        rounds.fail();
        look();
        pipeReals(20, 25);
        look();

        assertThat(rounds.last().states())
                .extracting(state -> new String(state, StandardCharsets.UTF_8))
                .containsExactly("state 2", "state 1");
        assertThat(rounds.last().round()).isEqualTo(4);
        assertThat(rounds.last().version()).isEqualTo(3);
        assertThat(reports.readValuesToList())
                .extracting(value -> Json.read(value, RoundReport.class).outcome())
                .containsExactly(
                        RoundReport.Outcome.PROMOTED, RoundReport.Outcome.REJECTED, RoundReport.Outcome.DIVERGED);
    }

    @Test
    void leavesAStateFromWhichTwoRoundsInARowFail() {
        heldStates("state 2", "state 1");

        failRound();
        assertThat(states()).containsExactly("state 2", "state 1");
        failRound();
        assertThat(states()).containsExactly("state 1");
        assertThat(resets).containsExactly(StateReset.HEALTHY);
        failRound();
        assertThat(states()).containsExactly("state 1");
        failRound();
        assertThat(states()).isEmpty();
        assertThat(resets).containsExactly(StateReset.HEALTHY, StateReset.FRESH);
        assertThat(models.isEmpty()).isTrue();

        rounds.finish(true);
        look();
        pipeReals(1000, 1005);
        look();
        assertThat(states()).containsExactly("state 3");
    }

    @Test
    void keepsTheCountOfFailuresFromAState() {
        heldStates("state 2", "state 1");
        failRound();
        TrainerProgress saved = Json.read(
                driver.<String, byte[]>getKeyValueStore(TrainerTopology.LEDGER).get("progress"), TrainerProgress.class);
        assertThat(saved.failuresFromState()).isEqualTo(1);
    }

    @Test
    void keepsTheStateThatARoundWithAnotherReasonFailedFrom() {
        heldStates("state 2", "state 1");
        for (int i = 0; i < 5; i++) {
            rounds.running.completeExceptionally(new OutOfMemoryError("Java heap space"));
            look();
            pipeReals(200 + 5 * i, 205 + 5 * i);
            look();
        }
        assertThat(states()).containsExactly("state 2", "state 1");
        assertThat(resets).isEmpty();
        RoundReport report = report();
        assertThat(report.outcome()).isEqualTo(RoundReport.Outcome.CRASHED);
        assertThat(report.reason()).isEqualTo("the round failed: OutOfMemoryError: Java heap space");
    }

    @Test
    void leavesItsStateWhenTold() {
        heldStates("state 2", "state 1");
        CompletableFuture<RoundOutcome> dropped = rounds.running;
        long round = rounds.last().round();

        commands.pipeInput("c1", "{\"command\":\"reset-training\",\"who\":\"ada\"}".getBytes(StandardCharsets.UTF_8));
        ChampionPointer answer = pointer();
        assertThat(answer.cause()).isEqualTo("reset-training");
        assertThat(answer.commandId()).isEqualTo("c1");
        assertThat(answer.version()).isEqualTo(2);
        assertThat(answer.pinned()).isFalse();
        assertThat(dropped).isCancelled();
        look();
        assertThat(states()).containsExactly("state 1");
        assertThat(rounds.last().round()).isEqualTo(round);

        commands.pipeInput("c2", "\"reset-training\"".getBytes(StandardCharsets.UTF_8));
        assertThat(deadLetters.readRecord().key()).isEqualTo("c2");
        assertThat(models.isEmpty()).isTrue();
        commands.pipeInput("c3", "{\"command\":\"reset-training\",\"fresh\":true}".getBytes(StandardCharsets.UTF_8));
        assertThat(pointer().commandId()).isEqualTo("c3");
        look();
        assertThat(states()).isEmpty();
        assertThat(resets).containsExactly(StateReset.HEALTHY, StateReset.FRESH);
    }

    /** Two rounds that made them, and a third one that runs. */
    private void heldStates(String newest, String before) {
        pipeReals(0, 10);
        finishRound(true);
        pipeReals(10, 15);
        finishRound(true);
        models.readRecordsToList();
        reports.readValuesToList();
        pipeReals(15, 20);
        look();
        assertThat(states()).containsExactly(newest, before);
    }

    /** The round that runs diverges, and the next one starts. */
    private void failRound() {
        rounds.fail();
        look();
        int from = 100 + 5 * rounds.requests.size();
        pipeReals(from, from + 5);
        look();
    }

    private List<String> states() {
        return rounds.last().states().stream()
                .map(state -> new String(state, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void rollsBackPinsAndUnpins() {
        pipeReals(0, 10);
        finishRound(true);
        pipeReals(10, 15);
        finishRound(true);
        published();

        commands.pipeInput("c1", "{\"command\":\"rollback\",\"who\":\"ada\"}".getBytes(StandardCharsets.UTF_8));
        ChampionPointer back = pointer();
        assertThat(back.version()).isEqualTo(1);
        assertThat(back.epoch()).isEqualTo(3);
        assertThat(back.pinned()).isTrue();
        assertThat(back.who()).isEqualTo("ada");
        assertThat(back.commandId()).isEqualTo("c1");

        pipeReals(15, 20);
        finishRound(true);
        assertThat(published()).extracting(TestRecord::getKey).containsExactly("version/3/part/0", "version/3");

        commands.pipeInput("c2", "\"unpin\"".getBytes(StandardCharsets.UTF_8));
        assertThat(pointer().pinned()).isFalse();
        commands.pipeInput("c3", "{\"command\":\"promote\",\"version\":2}".getBytes(StandardCharsets.UTF_8));
        assertThat(pointer().version()).isEqualTo(2);
    }

    @Test
    void refusesWhatWouldMakeARecordThatNoTopicTakes() {
        commands.pipeInput("k".repeat((64 << 10) + 1), "\"train-now\"".getBytes(StandardCharsets.UTF_8));
        examples.pipeInput("large", new byte[RecordLimits.LEAST]);

        List<TestRecord<String, byte[]>> letters = deadLetters.readRecordsToList();
        assertThat(letters)
                .extracting(letter -> new String(
                        letter.headers().lastHeader("gansieve.reason").value(), StandardCharsets.UTF_8))
                .containsExactly("invalid-command", "invalid-example");
        assertThat(letters.get(1).headers().lastHeader("gansieve.reference")).isNotNull();
    }

    @Test
    void refusesWhatCannotBeDoneUnderTheCommandsOwnKey() {
        commands.pipeInput("c1", "{\"command\":\"promote\",\"version\":9}".getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c2", "{\"command\":\"rollback\"}".getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c3", "{\"command\":\"unpin\"}".getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c4", "{\"command\":\"dance\"}".getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c5", "not json".getBytes(StandardCharsets.UTF_8));

        List<TestRecord<String, byte[]>> refused = deadLetters.readRecordsToList();
        assertThat(refused).extracting(TestRecord::getKey).containsExactly("c1", "c2", "c3", "c4", "c5");
        assertThat(refused)
                .extracting(record -> new String(
                        record.headers().lastHeader("gansieve.reason").value(), StandardCharsets.UTF_8))
                .containsExactly(
                        "command-refused", "command-refused", "command-refused", "invalid-command", "invalid-command");
        assertThat(published()).isEmpty();
    }

    @Test
    void retiresOldVersionsInTheTransactionThatAddsOne() {
        for (int round = 0; round < 6; round++) {
            pipeReals(round * 10, round * 10 + 10);
            finishRound(round == 0);
        }
        List<TestRecord<String, byte[]>> published = published();
        assertThat(published)
                .filteredOn(record -> record.getValue() == null)
                .extracting(TestRecord::getKey)
                .containsExactly(
                        "version/2",
                        "version/2/part/0",
                        "version/3",
                        "version/3/part/0",
                        "version/4",
                        "version/4/part/0");
    }

    @Test
    void keepsTheRecordOfAChampionWhoseWeightsGo() {
        for (int round = 0; round < 5; round++) {
            pipeReals(round * 10, round * 10 + 10);
            finishRound(true);
        }
        published();
        LoggedVersion first = topic.log().version(1).orElseThrow();
        assertThat(first.state()).isEqualTo("gone");
        assertThat(first.metadata().gate().passed()).isTrue();
        assertThat(topic.log().pointers()).hasSize(5);
        assertThat(topic.log().heldBytes()).containsOnlyKeys(3L, 4L, 5L);
        assertThat(topic.log().problems()).isEmpty();
    }

    @Test
    void publishesTheChampionAgainWhenTheTopicLostIt() {
        pipeReals(0, 10);
        finishRound(true);
        List<TestRecord<String, byte[]>> before = published();

        topic.records.clear();
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));

        assertThat(published())
                .extracting(TestRecord::getKey, record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactlyElementsOf(before.stream()
                        .map(record -> tuple(record.key(), new String(record.value(), StandardCharsets.UTF_8)))
                        .toList());
        assertThat(topic.log().championVersion()).isEqualTo(1);
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));
        assertThat(published()).isEmpty();
    }

    @Test
    void outbidsAPointerThatItDidNotWrite() {
        pipeReals(0, 10);
        finishRound(true);
        published();
        for (long epoch : new long[] {2, 500, 1400, Long.MAX_VALUE}) {
            topic.records.add(new ChampionPointer(1, epoch, 0, "promote", "eve", "", true, START));
        }
        assertThat(topic.log().championVersion()).isZero();

        look();
        assertThat(published()).extracting(TestRecord::key).containsExactly("champion/1001", "champion/1401");
        assertThat(topic.log().championVersion()).isEqualTo(1);
        assertThat(topic.log().champion()).map(ChampionPointer::who).contains("round 1");

        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));
        assertThat(published())
                .extracting(TestRecord::key, TestRecord::value)
                .containsExactlyInAnyOrder(
                        tuple("champion/2", null),
                        tuple("champion/500", null),
                        tuple("champion/1400", null),
                        tuple("champion/" + Long.MAX_VALUE, null));
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));
        assertThat(published()).isEmpty();
        assertThat(topic.log().problems()).isEmpty();
        commands.pipeInput("c1", "{\"command\":\"promote\",\"version\":0}".getBytes(StandardCharsets.UTF_8));
        published();
        assertThat(topic.log().champion()).map(ChampionPointer::commandId).contains("c1");
    }

    /** No number is left to be the first above it. */
    @Test
    void outbidsTheHighestPointerThatCanBeTheFirst() {
        look();
        topic.records.add(new ChampionPointer(1, 1L << 52, 0, "promote", "eve", "", true, START));
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(3));
        pipeReals(0, 10);
        finishRound(true);
        published();
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(3));
        published();
        assertThat(topic.log().championVersion()).isEqualTo(1);
        assertThat(topic.records.readAgain().championVersion()).isEqualTo(1);
    }

    /** Scorers that followed the forged pointer serve its epoch: they need a higher one, also where it was taken back at once. */
    @Test
    void outbidsPointersThatWereTakenBackOrReplaced() {
        pipeReals(0, 10);
        finishRound(true);
        published();
        topic.records.add(new ChampionPointer(1, 900, 0, "promote", "eve", "", true, START));
        topic.records.add(new ChampionPointer(1, 1800, 0, "promote", "eve", "", true, START));
        topic.records.add("champion/900", null).add("champion/1800", null);

        look();
        published();
        assertThat(topic.log().champion()).map(ChampionPointer::epoch).contains(1801L);
        assertThat(topic.records.readAgain().champion())
                .map(ChampionPointer::epoch)
                .contains(1801L);

        topic.records.add(new ChampionPointer(1, 1801, 0, "promote", "eve", "", true, START));
        look();
        published();
        assertThat(topic.log().champion()).map(ChampionPointer::epoch).contains(1802L);
        assertThat(topic.log().championVersion()).isEqualTo(1);
    }

    @Test
    void publishesTheChampionAgainWhenSomebodyTakesItBackOrReplacesIt() {
        pipeReals(0, 10);
        finishRound(true);
        published();
        topic.records.add("champion/1", null);
        look();
        published();
        assertThat(topic.log().champion()).map(ChampionPointer::epoch).contains(2L);

        topic.records.add("version/1/part/0", null);
        assertThat(topic.log().championVersion()).isZero();
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));
        published();
        assertThat(topic.log().championVersion()).isEqualTo(1);

        topic.records.add(VersionRecords.of(otherModel(1)));
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));
        published();
        assertThat(topic.log().champion()).map(ChampionPointer::epoch).contains(3L);
        assertThat(topic.log().version(1).orElseThrow().metadata().sha256())
                .isNotEqualTo(otherModel(1).version().sha256());
    }

    @Test
    void goesOnCountingPastForgedVersionsAndTakesThemBack() {
        topic.records.add(VersionRecords.of(otherModel((1L << 53) - 1)));
        topic.records.add(VersionRecords.of(otherModel(7)));
        driver.close();
        open();
        pipeReals(0, 10);
        finishRound(true);
        published();
        assertThat(topic.log().championVersion()).isEqualTo(8);

        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));
        published();
        assertThat(topic.log().versions()).containsOnlyKeys(7L, 8L);
    }

    @Test
    void publishesNothingAgainWhileTheTopicCannotBeRead() {
        pipeReals(0, 10);
        finishRound(true);
        published();
        topic.records.clear();
        topic.frozenAt = Optional.of(clock.instant());

        lookFor(ChampionKeeper.PATIENCE.multipliedBy(3));

        assertThat(published()).isEmpty();
    }

    @Test
    void promisesNoVersionThatOnlyTheLostTopicHeld() {
        pipeReals(0, 10);
        finishRound(true);
        pipeReals(10, 20);
        finishRound(true);
        published();
        topic.records.clear();
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));

        commands.pipeInput("c1", "{\"command\":\"promote\",\"version\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(deadLetters.readRecord().key()).isEqualTo("c1");
        pipeReals(20, 30);
        finishRound(true);
        published();
        assertThat(topic.log().championVersion()).isEqualTo(3);
    }

    @Test
    void readsAPromotedVersionFromTheTopicBeforeTheNextRound() {
        pipeReals(0, 10);
        finishRound(true);
        pipeReals(10, 20);
        finishRound(true);
        published();
        commands.pipeInput("c1", "{\"command\":\"rollback\"}".getBytes(StandardCharsets.UTF_8));
        topic.answers = false;
        pipeReals(20, 30);
        look();
        assertThat(rounds.requests).hasSize(2);

        topic.answers = true;
        lookFor(Duration.ofSeconds(5));
        assertThat(rounds.requests).hasSize(3);
        assertThat(rounds.last().champion()).isEqualTo(1);
        assertThat(rounds.last().championDetector()).isPresent();
    }

    @Test
    void learnsOnWithoutAChampionThatNobodyHasAnyMore() {
        pipeReals(0, 10);
        finishRound(true);
        pipeReals(10, 20);
        finishRound(true);
        commands.pipeInput("c1", "{\"command\":\"rollback\"}".getBytes(StandardCharsets.UTF_8));
        published();
        commands.pipeInput("c2", "\"unpin\"".getBytes(StandardCharsets.UTF_8));
        published();
        topic.records.clear();
        topic.answers = false;
        pipeReals(20, 30);
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));

        assertThat(rounds.requests).hasSize(3);
        assertThat(rounds.last().championDetector()).isEmpty();
        rounds.finish(true);
        lookFor(ChampionKeeper.PATIENCE.multipliedBy(2));
        published();
        assertThat(topic.log().championVersion()).isEqualTo(3);
    }

    @Test
    void forgetsAnImageAndTakesBackItsLabel() {
        pipeReals(0, 10);
        commands.pipeInput("c1", "{\"command\":\"forget\",\"id\":\"image-3\"}".getBytes(StandardCharsets.UTF_8));
        TestRecord<String, byte[]> retraction = labels.readRecord();
        assertThat(retraction.getKey()).isEqualTo("image-3");
        assertThat(retraction.headers().lastHeader(LabelReadingProcessor.FORGET_HEADER))
                .isNotNull();

        look();
        assertThat(rounds.requests).isEmpty();
        pipeReals(3, 4);
        look();
        assertThat(rounds.requests).isEmpty();
        pipeReals(10, 11);
        look();
        assertThat(rounds.requests).hasSize(1);
    }

    @Test
    void startsARoundAgainWithoutAForgottenImageThatItHolds() {
        pipeReals(0, 40);
        look();
        RoundRequest first = rounds.last();
        int held = IntStream.range(0, 40)
                .filter(number -> images(first).contains(noise(number)))
                .findFirst()
                .orElseThrow();
        CompletableFuture<RoundOutcome> dropped = rounds.running;

        forget(held);
        assertThat(dropped).isCancelled();
        look();
        assertThat(rounds.requests).hasSize(2);
        assertThat(rounds.last().round()).isEqualTo(first.round());
        assertThat(images(rounds.last())).doesNotContain(noise(held));
        rounds.finish(true);
        look();
        assertThat(report().round()).isEqualTo(first.round());
    }

    @Test
    void goesOnWithARoundThatDoesNotHoldAForgottenImage() {
        pipeReals(0, 40);
        look();
        List<Image> drawn = images(rounds.last());
        pipeReals(40, 60);
        forget(1_000);
        IntStream.range(0, 60).filter(number -> !drawn.contains(noise(number))).forEach(this::forget);
        look();
        assertThat(rounds.requests).hasSize(1);
        assertThat(rounds.running).isNotDone();
    }

    /** The round still holds it: the reservoir gave its place to another image meanwhile. */
    @Test
    void startsARoundAgainWithoutAnImageThatHasLeftReplay() {
        driver.close();
        open(30_000);
        pipeReals(0, 40);
        look();
        RoundRequest first = rounds.last();
        pipeReals(40, 1_000);
        CompletableFuture<RoundOutcome> dropped = rounds.running;
        IntStream.range(0, 40)
                .filter(number -> images(first).contains(noise(number)))
                .filter(number -> !stored().contains("image-" + number))
                .limit(1)
                .forEach(this::forget);
        assertThat(dropped).isCancelled();
    }

    /** Brokers close a segment of a changelog, and so compact it, only when a record comes. */
    @Test
    void writesARecordAMinuteToEachChangelogThatHoldsImages() {
        for (String changelog : PixelChangelogs.topics("gansieve-trainer")) {
            TestOutputTopic<String, byte[]> records = output(changelog);
            lookFor(Duration.ofMinutes(2));
            assertThat(records.readRecordsToList())
                    .hasSizeBetween(2, 5)
                    .allSatisfy(record -> assertThat(record.getValue()).isNull());
        }
        assertThat(stored()).isEmpty();
    }

    private List<String> stored() {
        KeyValueStore<String, byte[]> store = driver.getKeyValueStore(TrainerTopology.REPLAY);
        List<String> ids = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(read -> {
                if (!read.key.startsWith("counter/")) {
                    ids.add(ExampleCodec.decode(read.value).id());
                }
            });
        }
        return ids;
    }

    private static List<Image> images(RoundRequest request) {
        return Stream.of(
                        request.images().real(),
                        request.images().generated(),
                        request.calibrate(),
                        request.gate(),
                        request.scrutiny().unjudged().stream()
                                .map(HeldImage::image)
                                .toList())
                .flatMap(List::stream)
                .map(LabeledImage::image)
                .distinct()
                .toList();
    }

    private void forget(int number) {
        String command = "{\"command\":\"forget\",\"id\":\"image-%d\"}".formatted(number);
        commands.pipeInput("forget-" + number, command.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void pausesResumesAndTrainsWhenTold() {
        commands.pipeInput("c1", "\"pause\"".getBytes(StandardCharsets.UTF_8));
        pipeReals(0, 20);
        look();
        assertThat(rounds.requests).isEmpty();
        commands.pipeInput("c2", "\"train-now\"".getBytes(StandardCharsets.UTF_8));
        look();
        assertThat(rounds.requests).hasSize(1);
        rounds.finish(true);
        look();
        look();
        assertThat(rounds.requests).hasSize(1);
        commands.pipeInput("c3", "\"resume\"".getBytes(StandardCharsets.UTF_8));
        clock.advance(Duration.ofMinutes(6));
        look();
        assertThat(rounds.requests).hasSize(2);
    }

    /** Each has a figure in the report, which must fit a record. */
    @Test
    void reportsARoundWhateverNumberOfSourcesThereIs() {
        driver.close();
        open(64 << 20);
        pipeReals(0, 9);
        for (int i = 0; i < 20_000; i++) {
            pipe(i + 10_000, Label.GENERATED, "x".repeat(94) + "%06d".formatted(i));
        }
        for (int i = 0; i < 400; i++) {
            pipe(i + 40_000, Label.GENERATED, "gan");
        }
        assertThat(rounds.requests).isEmpty();
        pipeReals(9, 10);
        look();

        RoundRequest request = rounds.last();
        Map<String, Double> auroc = new TreeMap<>(Map.of("all", 0.9, "gan", 0.95));
        List<String> reasons = new ArrayList<>();
        Stream.of(request.gate(), request.calibrate(), request.images().generated())
                .flatMap(List::stream)
                .filter(image -> image.label() == Label.GENERATED)
                .forEach(image -> {
                    auroc.put(image.source(), 0.9);
                    reasons.add("AUROC against %s may have fallen".formatted(image.source()));
                });
        assertThat(auroc)
                .hasSizeLessThanOrEqualTo(256 + 3)
                .containsKeys("other", "outside:gan")
                .containsEntry("gan", 0.95);
        rounds.finish(new GateReport(false, reasons, auroc, auroc, 0, 0, 10, 10));
        look();

        assertThat(models.readValue().length).isLessThan(128 << 10);
        TestRecord<String, byte[]> sent = reports.readRecord();
        assertThat(sent.getValue().length).isLessThan(256 << 10);
        assertThat(Json.read(sent.getValue(), RoundReport.class).reason()).endsWith(" more");
    }

    @Test
    void answersATrainNowThatComesWhileARoundRuns() {
        pipeReals(0, 10);
        look();
        commands.pipeInput("c1", "\"train-now\"".getBytes(StandardCharsets.UTF_8));
        rounds.finish(true);
        look();
        look();
        assertThat(rounds.requests).hasSize(2);
    }

    @Test
    void failsARoundThatNoTopicTakesAndGoesOn() {
        pipeReals(0, 10);
        look();
        rounds.finishWithForgers(java.util.Collections.nCopies(2_000, "a".repeat(200)));
        look();

        RoundReport report = report();
        assertThat(report.outcome()).isEqualTo(RoundReport.Outcome.CRASHED);
        assertThat(report.version()).isZero();
        assertThat(published()).isEmpty();

        commands.pipeInput("c1", "\"train-now\"".getBytes(StandardCharsets.UTF_8));
        finishRound(true);
        assertThat(report().outcome()).isEqualTo(RoundReport.Outcome.PROMOTED);
    }

    @Test
    void refusesCommandsThatLackWhatTheyNeed() {
        commands.pipeInput("c1", "{\"command\":\"promote\"}".getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c2", "{\"command\":\"forget\"}".getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c3", new byte[] {'"', (byte) 0xff, '"'});
        commands.pipeInput(
                "c4",
                ("{\"command\":\"pause\",\"who\":\"" + "x".repeat(1000) + "\"}").getBytes(StandardCharsets.UTF_8));
        assertThat(deadLetters.readRecordsToList())
                .extracting(record -> new String(
                        record.headers().lastHeader("gansieve.reason").value(), StandardCharsets.UTF_8))
                .containsExactly("invalid-command", "invalid-command", "invalid-command", "invalid-command");
    }

    @Test
    void sendsExamplesThatItCannotTrainOnToTheDeadLetters() {
        examples.pipeInput("nothing", (byte[]) null);
        ImageShape other = new ImageShape(9, 9, 1);
        LabeledImage image =
                new LabeledImage(Image.of(other, new byte[other.size()]), Label.REAL, OptionalInt.empty(), "camera");
        examples.pipeInput("other", ExampleCodec.encode(new Example("other", image, 0.5, 0, 0)));
        assertThat(deadLetters.readRecordsToList())
                .extracting(TestRecord::getKey)
                .containsExactly("nothing", "other");
    }

    @Test
    void passesOverExamplesOfANewerReleaseAndCountsThem() {
        LabeledImage image =
                new LabeledImage(Image.of(SHAPE, new byte[SHAPE.size()]), Label.REAL, OptionalInt.empty(), "camera");
        byte[] newer = ExampleCodec.encode(new Example("newer", image, 0.5, 0, 0));
        newer[3] = 99;

        examples.pipeInput("newer", newer);
        pipeReals(0, 10);
        look();

        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(unused).containsExactly(UnusedLabel.NEWER_SCHEMA);
        assertThat(rounds.last().offsets()).containsEntry(TOPICS.examples() + "-0", 11L);
    }

    @Test
    void countsNearCopiesOnceAndStartsNoRoundForThem() {
        pipeReals(0, 10);
        finishRound(true);
        byte[] pixels = noise(3).pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (pixels[i] & 0xfe);
        }
        for (int i = 0; i < 20; i++) {
            Label label = i < 15 ? Label.REAL : Label.GENERATED;
            LabeledImage copy = new LabeledImage(Image.of(SHAPE, pixels), label, OptionalInt.of(i), "camera");
            examples.pipeInput("copy-" + i, ExampleCodec.encode(new Example("copy-" + i, copy, 0.5, 0, 0)));
        }
        look();

        assertThat(rounds.requests).hasSize(1);
        assertThat(duplicates).containsExactlyElementsOf(Collections.nCopies(15, Label.REAL));
        assertThat(contradictions).containsExactlyElementsOf(Collections.nCopies(5, Label.GENERATED));
        assertThat(quarantined).containsExactlyElementsOf(Collections.nCopies(5, "generated held"));
        pipeReals(10, 15);
        look();
        assertThat(rounds.requests).hasSize(2);
        assertThat(rounds.last().offsets()).containsEntry(TOPICS.examples() + "-0", 35L);
    }

    @Test
    void sendsABrokenExampleToTheDeadLetters() {
        examples.pipeInput("x", new byte[] {1, 2, 3});
        TestRecord<String, byte[]> dead = deadLetters.readRecord();
        assertThat(dead.getValue()).containsExactly(1, 2, 3);
        assertThat(dead.headers().lastHeader("gansieve.reason").value())
                .isEqualTo("invalid-example".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void holdsALabelThatContradictsTheDetectorUntilARoundClearsIt() {
        pipeReals(0, 10);
        finishRound(true);
        published();

        pipeScored("poison", Label.REAL, 5, Optional.of("eve"));
        pipeScored("correction", Label.GENERATED, -5, Optional.empty());
        pipeScored("right", Label.REAL, -5, Optional.of("eve"));
        pipeScored("undecided", Label.REAL, 0, Optional.of("eve"));
        pipeReals(10, 12);
        look();

        RoundRequest request = rounds.last();
        assertThat(request.scrutiny().held())
                .extracting(HeldImage::id, HeldImage::sender)
                .containsExactly(tuple("poison", Optional.of("eve")), tuple("correction", Optional.empty()));
        assertThat(request.images().generated()).isEmpty();
        assertThat(held).containsEntry(Label.REAL, 1).containsEntry(Label.GENERATED, 1);
        rounds.finish(new Findings(Set.of("correction", "never-held"), Map.of()));
        look();
        assertThat(quarantined).containsExactly("real held", "generated held", "generated cleared");
        commands.pipeInput("c1", "\"train-now\"".getBytes(StandardCharsets.UTF_8));
        look();
        assertThat(rounds.last().scrutiny().held()).extracting(HeldImage::id).containsExactly("poison");
        assertThat(held).containsEntry(Label.GENERATED, 0);
    }

    @Test
    void releasesAndDropsWhatAPersonNames() {
        pipeReals(0, 10);
        finishRound(true);
        published();
        for (String id : List.of("a", "b", "c", "d")) {
            pipeScored(id, Label.REAL, 5, Optional.of(id.equals("d") ? "ada" : "eve"));
        }
        pipeReals(20, 21);
        look();
        String release = "{\"command\":\"release\",\"imageId\":\"a\"}";
        commands.pipeInput("c1", release.getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c2", release.getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c3", "{\"command\":\"release\"}".getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c4", "{\"command\":\"drop\",\"by\":\"eve\"}".getBytes(StandardCharsets.UTF_8));
        commands.pipeInput("c5", "{\"command\":\"forget\",\"id\":\"d\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(deadLetters.readRecordsToList())
                .extracting(TestRecord::getKey)
                .containsExactly("c2", "c3");
        assertThat(quarantined)
                .containsExactly(
                        "real held",
                        "real held",
                        "real held",
                        "real held",
                        "real released",
                        "real dropped",
                        "real dropped",
                        "real expired");
        rounds.finish(Findings.NONE);
        look();
        commands.pipeInput("c6", "\"train-now\"".getBytes(StandardCharsets.UTF_8));
        look();
        assertThat(rounds.last().scrutiny().held()).isEmpty();
    }

    @Test
    void holdsAlsoTheOtherLabelsOfASenderWhoContradictsOften() {
        pipeReals(0, 10);
        finishRound(true);
        published();
        for (int i = 0; i < 60; i++) {
            pipeScored("eve-" + i, Label.REAL, i < 15 ? 5 : -5, Optional.of("eve"));
            pipeScored("nobody-" + i, Label.REAL, i < 15 ? 5 : -5, Optional.empty());
        }
        assertThat(quarantined).hasSize(15 + 15 + 11);
        commands.pipeInput("c1", "{\"command\":\"release\",\"by\":\"eve\"}".getBytes(StandardCharsets.UTF_8));
        pipeScored("eve-60", Label.REAL, -5, Optional.of("eve"));
        assertThat(quarantined).hasSize(15 + 15 + 11 + 26);
    }

    @Test
    void takesBackWhatTheChampionContradictsOfTheTimeBeforeIt() {
        pipeReals(0, 10);
        finishRound(true);
        pipeReals(10, 15);
        look();
        assertThat(rounds.last().scrutiny().unjudged()).hasSize(15);
        rounds.finish(new Findings(Set.of(), Map.of("image-3", 4.0)));
        look();
        commands.pipeInput("c1", "\"train-now\"".getBytes(StandardCharsets.UTF_8));
        look();
        assertThat(rounds.last().scrutiny().unjudged()).hasSize(14);
        assertThat(rounds.last().scrutiny().held()).extracting(HeldImage::id).containsExactly("image-3");

        commands.pipeInput("c2", "{\"command\":\"release\",\"imageId\":\"image-3\"}".getBytes(StandardCharsets.UTF_8));
        rounds.finish(Findings.NONE);
        look();
        commands.pipeInput("c3", "\"train-now\"".getBytes(StandardCharsets.UTF_8));
        look();
        assertThat(rounds.last().scrutiny().unjudged()).hasSize(14);
        assertThat(rounds.last().scrutiny().held()).isEmpty();
    }

    @Test
    void findsItsQuarantineAgainAndBoundsItsBytes() {
        pipeReals(0, 10);
        finishRound(true);
        published();
        for (int i = 0; i < 1000; i++) {
            pipeScored("held-%03d".formatted(i), Label.REAL, 5, Optional.empty());
        }
        long left = quarantined.stream().filter("real expired"::equals).count();
        assertThat(left).isPositive();

        QuarantineStore again = new QuarantineStore(
                driver.getKeyValueStore(TrainerTopology.QUARANTINE), (1 << 20) / QuarantineStore.PART_OF_REPLAY);
        assertThat(again.count(Label.REAL)).isEqualTo(1000 - (int) left);
        assertThat(again.some(0, 1).get(0).example().id()).isEqualTo("held-%03d".formatted(left));
    }

    private void pipeScored(String id, Label label, double logit, Optional<String> sender) {
        LabeledImage image = new LabeledImage(noise(id.hashCode()), label, OptionalInt.empty(), "camera");
        Example example = new Example(id, image, sender, Optional.of(new Example.Score(logit, 1, 1)));
        examples.pipeInput(id, ExampleCodec.encode(example));
    }

    private void pipe(int number, Label label, String source) {
        LabeledImage image = new LabeledImage(noise(number), label, OptionalInt.empty(), source);
        examples.pipeInput("image-" + number, ExampleCodec.encode(new Example("image-" + number, image, 0.5, 0, 0)));
    }

    /** No two are near-copies. */
    private static Image noise(int number) {
        byte[] pixels = new byte[SHAPE.size()];
        new SplittableRandom(number).nextBytes(pixels);
        return Image.of(SHAPE, pixels);
    }

    private void pipeReals(int from, int to) {
        for (int i = from; i < to; i++) {
            LabeledImage image = new LabeledImage(noise(i), Label.REAL, OptionalInt.of(i % 2), "camera");
            examples.pipeInput("image-" + i, ExampleCodec.encode(new Example("image-" + i, image, 0.5, 0, 0)));
        }
    }

    private void finishRound(boolean passed) {
        look();
        rounds.finish(passed);
        look();
    }

    /** What was published since the last call, the topic being read by then. */
    private List<TestRecord<String, byte[]>> published() {
        readModels();
        List<TestRecord<String, byte[]>> since = List.copyOf(unread);
        unread.clear();
        return since;
    }

    private void readModels() {
        models.readRecordsToList().forEach(record -> {
            unread.add(record);
            topic.records.add(record.key(), record.value());
        });
    }

    private void look() {
        readModels();
        clock.advance(TrainerProcessor.LOOK_EVERY);
        driver.advanceWallClockTime(TrainerProcessor.LOOK_EVERY);
    }

    private ChampionPointer pointer() {
        List<TestRecord<String, byte[]>> last = published();
        return Json.read(last.get(last.size() - 1).getValue(), ChampionPointer.class);
    }

    private RoundReport report() {
        return Json.read(reports.readValue(), RoundReport.class);
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void lookFor(Duration time) {
        for (long looks = time.dividedBy(TrainerProcessor.LOOK_EVERY); looks > 0; looks--) {
            look();
        }
    }

    /** The models topic, read up to what the test has seen of it. */
    private final class TopicOfModels implements Models {
        private final ModelRecords records = new ModelRecords();
        private boolean answers = true;
        private Optional<Instant> frozenAt = Optional.empty();

        @Override
        public ModelLog log() {
            return records.log();
        }

        @Override
        public Instant readAt() {
            return frozenAt.orElseGet(clock::instant);
        }

        @Override
        public CompletableFuture<Optional<ModelPackage>> fetch(long version) {
            try {
                return answers
                        ? CompletableFuture.completedFuture(records.fetch(version))
                        : CompletableFuture.failedFuture(new TimeoutException("no answer"));
            } catch (CorruptEnvelopeException e) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
        }
    }

    /** Rounds that wait for the test to end them. */
    private static final class Rounds implements RoundRunner {
        private final List<RoundRequest> requests = new ArrayList<>();
        private CompletableFuture<RoundOutcome> running = new CompletableFuture<>();

        @Override
        public CompletableFuture<RoundOutcome> start(RoundRequest request) {
            requests.add(request);
            running = new CompletableFuture<>();
            return running;
        }

        RoundRequest last() {
            return requests.get(requests.size() - 1);
        }

        void finish(boolean passed) {
            finish(new GateReport(passed, passed ? List.of() : List.of("worse"), Map.of(), Map.of(), 0, 0, 10, 10));
        }

        void finish(GateReport gate) {
            finish(gate, List.of("gan"), Findings.NONE);
        }

        void finish(Findings findings) {
            finish(new GateReport(false, List.of("worse"), Map.of(), Map.of(), 0, 0, 10, 10), List.of("gan"), findings);
        }

        void finishWithForgers(List<String> forgers) {
            finish(new GateReport(true, List.of(), Map.of(), Map.of(), 0, 0, 10, 10), forgers, Findings.NONE);
        }

        private void finish(GateReport gate, List<String> forgers, Findings findings) {
            RoundRequest request = last();
            byte[] state = ("state " + request.version()).getBytes(StandardCharsets.UTF_8);
            RoundResult result = new RoundResult(1, 1, 1, 0.8, false, 0, 0, 8, forgers);
            ModelPackage model = model(request, gate);
            RoundCoverage.Generator covered = new RoundCoverage.Generator(
                    Optional.of(ModeCoverage.of(new int[] {60, 40}, ModeCoverage.distribution(new int[2]))),
                    Optional.empty());
            running.complete(new RoundOutcome.Healthy(
                    state, model, result, Optional.of(new RoundCoverage(covered, covered)), findings, 1));
        }

        void fail() {
            running.complete(
                    new RoundOutcome.Failed(RoundReport.Outcome.DIVERGED, "a loss is not finite", Optional.empty(), 1));
        }

        private static ModelPackage model(RoundRequest request, GateReport gate) {
            return TrainerTopologyTest.model(
                    request.version(),
                    new Provenance(request.parent(), request.round(), request.seed(), 0, "", Map.of(), Map.of()),
                    gate,
                    1);
        }
    }

    /** As somebody else might publish it. */
    private static ModelPackage otherModel(long version) {
        GateReport gate = new GateReport(true, List.of(), Map.of(), Map.of(), 0, 0, 10, 10);
        return model(version, new Provenance(0, 1, 1, 0, "", Map.of(), Map.of()), gate, 2);
    }

    private static ModelPackage model(long version, Provenance provenance, GateReport gate, int content) {
        byte[] part = {(byte) content};
        return new ModelPackage(
                new ModelVersion(
                        ModelVersion.SCHEMA,
                        version,
                        START,
                        SHAPE,
                        ImageFit.RESIZE,
                        Calibration.IDENTITY,
                        new Thresholds(0.2, 0.8, 0.9, 0.01),
                        List.of("gan"),
                        provenance,
                        gate,
                        Map.of(
                                ModelVersion.DETECTOR, Sha256.hex(part),
                                ModelVersion.GENERATOR, Sha256.hex(part),
                                ModelVersion.SAMPLES, Sha256.hex(part))),
                part,
                part,
                part);
    }

    private static final class MovableClock extends Clock {
        private Instant now = START;

        void advance(Duration by) {
            now = now.plus(by);
        }

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
