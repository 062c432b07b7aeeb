package io.gansieve.streams;

import static io.gansieve.streams.ScorerFixture.header;
import static io.gansieve.streams.ScorerFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.Sha256;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.replay.Example;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.Verdict;
import io.gansieve.scoring.onnx.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorerTopologyTest {
    private static final byte[] DIGIT = TestImages.png(20, 30, 100);

    @TempDir
    private Path folder;

    private ScorerFixture scorer;

    @BeforeEach
    void start() {
        scorer = new ScorerFixture(folder);
    }

    @AfterEach
    void stop() {
        scorer.close();
    }

    @Test
    void answersWithVersionZeroBeforeAnyModel() {
        scorer.image(utf8("cat"), DIGIT);

        List<TestRecord<byte[], byte[]>> verdicts = scorer.verdicts();
        assertThat(verdicts).hasSize(1);
        assertThat(verdicts.get(0).key()).isEqualTo(utf8("cat"));
        assertThat(verdicts.get(0).getRecordTime()).isEqualTo(ScorerFixture.NOW);
        Verdict verdict = Json.read(verdicts.get(0).value(), Verdict.class);
        assertThat(verdict.schema()).isEqualTo(1);
        assertThat(verdict.imageId()).isEqualTo("cat");
        assertThat(verdict.sha256()).isEqualTo(Sha256.hex(DIGIT));
        assertThat(verdict.verdict()).isEqualTo(Score.Decision.UNCERTAIN);
        assertThat(verdict.probabilityGenerated()).isEqualTo(0.5);
        assertThat(verdict.modelVersion()).isZero();
        assertThat(verdict.input()).isEqualTo(new Verdict.Input("t-images", 0, 0, ScorerFixture.TIME));
        assertThat(verdict.width()).isEqualTo(20);
        assertThat(verdict.height()).isEqualTo(30);
        assertThat(verdict.format()).isEqualTo("png");
        assertThat(verdict.scoredAt()).isEqualTo(ScorerFixture.NOW);
        assertThat(scorer.deadLetters()).isEmpty();
        assertThat(scorer.examples()).isEmpty();
        assertThat(scorer.listener.scored)
                .containsExactly("UNCERTAIN " + ScorerFixture.endToEnd().toMillis());
    }

    @Test
    void sendsLabelledImageOnWithTheScoreOfItsVerdict() {
        scorer.promote(3, 7);

        scorer.image(labelled("generated", "4", "ddpm"));

        TestRecord<byte[], byte[]> sent = scorer.verdicts().get(0);
        assertThat(header(sent, "source")).isEqualTo("ddpm");
        Verdict verdict = Json.read(sent.value(), Verdict.class);
        TestRecord<byte[], byte[]> record = scorer.examples().get(0);
        Example example = ExampleCodec.decode(record.value());
        assertThat(record.key()).isEqualTo(utf8("cat"));
        assertThat(record.getRecordTime()).isEqualTo(ScorerFixture.NOW);
        assertThat(record.headers()).isEmpty();
        assertThat(example.id()).isEqualTo("cat");
        assertThat(example.image().label()).isEqualTo(Label.GENERATED);
        assertThat(example.image().imageClass()).isEqualTo(OptionalInt.of(4));
        assertThat(example.image().source()).isEqualTo("ddpm");
        assertThat(example.image().image().shape()).isEqualTo(TestModels.SHAPE);
        assertThat(example.score().orElseThrow().logit()).isEqualTo(verdict.logit());
        assertThat(example.score().orElseThrow().modelVersion()).isEqualTo(7);
        assertThat(example.score().orElseThrow().championEpoch()).isEqualTo(3);
    }

    @Test
    void answersAnAnimationWithItsHighestFrame() {
        scorer.promote(3, 1);

        scorer.image(utf8("cat"), TestImages.animation(20, 30, 10, 255, 100));

        Verdict verdict = Json.read(scorer.verdicts().get(0).value(), Verdict.class);
        assertThat(verdict.frames()).contains(new Verdict.Frames(3, 3, 1));
        assertThat(verdict.logit()).isEqualTo(3, within(0.05));
        // A still with this logit is GENERATED from .9 on; the highest of three frames must do better.
        assertThat(verdict.thresholds()).isEqualTo(new Thresholds(0.2, 0.8, 0.9, 0.01).forHighestOf(3));
        assertThat(verdict.verdict()).isEqualTo(Score.Decision.UNCERTAIN);
        assertThat(verdict.format()).isEqualTo("gif");
        assertThat(verdict.width()).isEqualTo(20);
        assertThat(verdict.height()).isEqualTo(30);
        assertThat(scorer.deadLetters()).isEmpty();
    }

    @Test
    void oneForgedFrameOfEightIsEnough() {
        scorer.promote(3, 3);

        scorer.image(utf8("cat"), TestImages.animation(20, 30, 0, 0, 0, 0, 0, 255, 0, 0));

        Verdict verdict = Json.read(scorer.verdicts().get(0).value(), Verdict.class);
        assertThat(verdict.verdict()).isEqualTo(Score.Decision.GENERATED);
        assertThat(verdict.frames()).contains(new Verdict.Frames(8, 8, 5));
    }

    @Test
    void makesNoExampleOfALabelledAnimationAndCountsIt() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("label", utf8("real"));

        scorer.image(new TestRecord<>(
                utf8("cat"), TestImages.animation(20, 30, 10, 20), headers, Instant.ofEpochMilli(ScorerFixture.TIME)));

        assertThat(scorer.verdicts()).hasSize(1);
        assertThat(scorer.examples()).isEmpty();
        assertThat(scorer.deadLetters()).isEmpty();
        assertThat(scorer.listener.unused).containsExactly(UnusedLabel.ANIMATION);
    }

    @Test
    void ignoresClassAndSourceWithoutLabel() {
        scorer.image(labelled(null, "not a class", ""));

        assertThat(scorer.verdicts()).hasSize(1);
        assertThat(scorer.examples()).isEmpty();
        assertThat(scorer.deadLetters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "fake,,",
        "'',,",
        "real,-1,",
        "real,seven,",
        "real,'',",
        "real,3.5,",
        "real,99999999999,",
        "generated,1,''",
    })
    void routesInvalidHeadersToDeadLetters(String label, @Nullable String imageClass, @Nullable String source) {
        scorer.image(labelled(label, imageClass, source));

        assertOneDeadLetter("invalid-header", DIGIT);
    }

    @Test
    void routesHeadersThatAreNotTextOrTooLongToDeadLetters() {
        TestRecord<byte[], byte[]> binary = labelled("real", null, null);
        binary.headers().add("source", new byte[] {(byte) 0xc3, 0x28});
        scorer.image(binary);
        assertOneDeadLetter("invalid-header", DIGIT);

        scorer.image(labelled("real", null, "x".repeat(201)));
        assertOneDeadLetter("invalid-header", DIGIT);

        TestRecord<byte[], byte[]> large = labelled("real", null, null);
        large.headers().add("note", new byte[300 << 10]);
        scorer.image(large);
        assertOneDeadLetter("invalid-header", DIGIT);

        TestRecord<byte[], byte[]> many = labelled("real", null, null);
        for (int i = 0; i < 30_000; i++) {
            many.headers().add("", new byte[0]);
        }
        scorer.image(many);
        assertOneDeadLetter("invalid-header", DIGIT);

        scorer.image(new byte[70_000], DIGIT);
        assertOneDeadLetter("key-too-large", DIGIT);
    }

    @Test
    void routesHeadersThatContradictEachOtherToDeadLetters() {
        TestRecord<byte[], byte[]> both = labelled("real", null, null);
        both.headers().add("label", utf8("generated"));
        scorer.image(both);
        TestRecord<byte[], byte[]> letter = deadLetter("invalid-header");
        assertThat(new String(
                        letter.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8))
                .contains("'real' and 'generated'");

        TestRecord<byte[], byte[]> sources = labelled("generated", null, "a");
        sources.headers().add("source", utf8("b"));
        scorer.image(sources);
        assertOneDeadLetter("invalid-header", DIGIT);
    }

    @Test
    void takesALabelThatIsSaidTwiceAlike() {
        TestRecord<byte[], byte[]> twice = labelled("real", null, null);
        twice.headers().add("label", utf8("real"));
        scorer.image(twice);

        assertThat(scorer.examples()).hasSize(1);
    }

    @Test
    void routesEmptyValuesToDeadLetters() {
        scorer.image(utf8("none"), null);
        assertThat(deadLetter("empty").value()).isNull();

        scorer.image(utf8("empty"), new byte[0]);
        assertThat(deadLetter("empty").value()).isEmpty();
    }

    @Test
    void routesUndecodableImagesToDeadLettersByteByByte() {
        byte[] text = utf8("no image");
        scorer.image(utf8("a"), text);
        assertOneDeadLetter("unsupported-format", text);

        byte[] truncated = Arrays.copyOf(DIGIT, DIGIT.length / 2);
        scorer.image(utf8("b"), truncated);
        assertOneDeadLetter("corrupt", truncated);

        byte[] large = Arrays.copyOf(DIGIT, ImageDecoder.MAX_BYTES + 1);
        scorer.image(utf8("c"), large);
        assertThat(deadLetter("too-large").key()).isEqualTo(utf8("c"));

        assertThat(scorer.nextVerdict().imageId()).isEqualTo("probe");
        assertThat(scorer.listener.deadLettered).containsExactly("unsupported-format", "corrupt", "too-large");
    }

    @Test
    void namesByReferenceWhatTheTopicDoesNotTake() {
        byte[] huge = new byte[RecordLimits.LEAST];

        scorer.image(new TestRecord<>(
                utf8("huge"),
                huge,
                new RecordHeaders().add("trace", utf8("42")),
                Instant.ofEpochMilli(ScorerFixture.TIME)));

        TestRecord<byte[], byte[]> letter = deadLetter("unsupported-format");
        assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"topic\":\"t-images\",\"partition\":0,\"offset\":0,\"bytes\":%d,\"sha256\":\"%s\"}"
                        .formatted(huge.length, Sha256.hex(huge)));
        assertThat(header(letter, "gansieve.reference")).isEqualTo("t-images-0@0");
        assertThat(header(letter, "trace")).isEqualTo("42");
    }

    @Test
    void carriesWhatTheTopicTakes() {
        byte[] noise = new byte[RecordLimits.LEAST - 10_000];

        scorer.image(utf8("noise"), noise);

        TestRecord<byte[], byte[]> letter = deadLetter("unsupported-format");
        assertThat(letter.value()).isEqualTo(noise);
        assertThat(letter.headers().lastHeader("gansieve.reference")).isNull();
    }

    @Test
    void answersTheLongestKeyAndHeadersWithinTheLeastThatATopicTakes() {
        byte[] key = new byte[ScoringProcessor.MAX_KEY_BYTES];
        Arrays.fill(key, (byte) 1);
        RecordHeaders headers = new RecordHeaders();
        headers.add("filler", new byte[ScoringProcessor.MAX_HEADER_BYTES - 100]);

        scorer.image(new TestRecord<>(key, DIGIT, headers, Instant.ofEpochMilli(ScorerFixture.TIME)));

        List<TestRecord<byte[], byte[]>> verdicts = scorer.verdicts();
        assertThat(verdicts).hasSize(1);
        assertThat(bytes(verdicts.get(0))).isBetween(700_000L, (long) RecordLimits.LEAST);
    }

    @Test
    void routesAnImageWhoseVerdictWouldNotFitToDeadLetters(@TempDir Path other) {
        try (ScorerFixture small = new ScorerFixture(other, RecordLimits.all(64 << 10))) {
            byte[] key = new byte[60 << 10];
            small.image(key, DIGIT);
            small.image(utf8("cat"), DIGIT);

            List<TestRecord<byte[], byte[]>> letters = small.deadLetters();
            assertThat(letters).hasSize(1);
            assertThat(header(letters.get(0), "gansieve.reason")).isEqualTo("key-too-large");
            assertThat(bytes(letters.get(0))).isLessThan(64 << 10);
            assertThat(small.verdicts()).hasSize(1);
        }
    }

    @Test
    void makesNoExampleThatItsTopicDoesNotTake(@TempDir Path other) {
        int least = RecordLimits.LEAST;
        try (ScorerFixture small = new ScorerFixture(other, new RecordLimits(least, least, least, 10_000))) {
            RecordHeaders real = new RecordHeaders();
            real.add("label", utf8("real"));
            small.image(new TestRecord<>(new byte[9_000], DIGIT, real, Instant.ofEpochMilli(ScorerFixture.TIME)));

            assertThat(small.verdicts()).hasSize(1);
            assertThat(small.examples()).isEmpty();
            assertThat(small.listener.unused).containsExactly(UnusedLabel.TOO_LARGE);
        }
    }

    private static long bytes(TestRecord<byte[], byte[]> record) {
        return record.key().length + record.value().length + RecordLimits.size(record.headers());
    }

    @Test
    void keepsHeadersOfDeadLettersAndAddsKafkasOwn() {
        scorer.image(new TestRecord<>(
                null,
                utf8("no image"),
                new RecordHeaders().add("trace", utf8("42")),
                Instant.ofEpochMilli(ScorerFixture.TIME)));

        TestRecord<byte[], byte[]> letter = deadLetter("unsupported-format");
        assertThat(letter.key()).isNull();
        assertThat(letter.getRecordTime()).isEqualTo(ScorerFixture.NOW);
        assertThat(header(letter, "trace")).isEqualTo("42");
        assertThat(header(letter, "__streams.errors.exception")).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(header(letter, "__streams.errors.message")).isNotEmpty();
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo("t-images");
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo("0");
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("0");
        assertThat(letter.headers().lastHeader("__streams.errors.stacktrace")).isNull();
    }

    @Test
    void routesImageThatFailsInScoringToDeadLetters() {
        ImageShape other = new ImageShape(8, 8, 1);
        scorer.champion.serve(1, Detector.load(TestModels.onnx(1, other)));

        scorer.image(utf8("cat"), DIGIT);

        assertOneDeadLetter("scoring-failed", DIGIT);
    }

    @Test
    void servesOnBesideModelsThatReadFilesOrNeverEnd() throws IOException {
        scorer.promote(1, 1);
        for (Map.Entry<Long, byte[]> hostile : Map.of(2L, TestModels.readingAFile(2), 3L, TestModels.looping(3))
                .entrySet()) {
            long version = hostile.getKey();
            scorer.model(
                    TestModels.versionKey(version), TestModels.version(version, TestModels.SHAPE, hostile.getValue()));
            scorer.model(TestModels.pointerKey(version), TestModels.pointer(version, version));
            scorer.model(utf8("something/else"), utf8("new"));
        }

        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(1);
        assertThat(scorer.listener.refusals)
                .filteredOn(refusal -> refusal != Refusal.RECORD)
                .containsExactlyInAnyOrder(Refusal.EXTERNAL_DATA, Refusal.CONTROL_FLOW);
    }

    @Test
    void stopsAtAClosedChampionInsteadOfBlamingTheImage() {
        scorer.champion.close();

        assertThatThrownBy(() -> scorer.image(utf8("cat"), DIGIT)).hasRootCauseMessage("the champion is closed");
        assertThat(scorer.deadLetters()).isEmpty();
    }

    @Test
    void namesKeylessAndBinaryKeys() {
        scorer.image(null, DIGIT);
        scorer.image(new byte[0], DIGIT);
        scorer.image(new byte[] {(byte) 0xff, 0}, DIGIT);

        List<TestRecord<byte[], byte[]>> verdicts = scorer.verdicts();
        assertThat(verdicts)
                .extracting(verdict -> Json.read(verdict.value(), Verdict.class).imageId())
                .containsExactly("t-images-0@0", "t-images-0@1", "base64:/wA=");
        assertThat(verdicts.get(0).key()).isNull();
        assertThat(verdicts.get(2).key()).isEqualTo(new byte[] {(byte) 0xff, 0});
    }

    private void assertOneDeadLetter(String reason, byte[] value) {
        assertThat(deadLetter(reason).value()).isEqualTo(value);
    }

    /** The only answer to the last image. */
    private TestRecord<byte[], byte[]> deadLetter(String reason) {
        List<TestRecord<byte[], byte[]>> letters = scorer.deadLetters();
        assertThat(letters).hasSize(1);
        assertThat(header(letters.get(0), "gansieve.reason")).isEqualTo(reason);
        assertThat(scorer.verdicts()).isEmpty();
        assertThat(scorer.examples()).isEmpty();
        return letters.get(0);
    }

    private static TestRecord<byte[], byte[]> labelled(
            @Nullable String label, @Nullable String imageClass, @Nullable String source) {
        RecordHeaders headers = new RecordHeaders();
        if (label != null) {
            headers.add("label", utf8(label));
        }
        if (imageClass != null) {
            headers.add("class", utf8(imageClass));
        }
        if (source != null) {
            headers.add("source", utf8(source));
        }
        return new TestRecord<>(utf8("cat"), DIGIT, headers, Instant.ofEpochMilli(ScorerFixture.TIME));
    }
}
