package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is no record's fault must end the task, so that its transaction is not committed. */
final class SwallowedFailuresTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final Champion champion = new Champion();

    @AfterEach
    void close() {
        champion.close();
        // Left behind by no test.
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aFailingStoreIsNoBadImage() {
        for (RuntimeException failure :
                List.of(new InvalidStateStoreException("closed"), new StreamsException("producer fenced"))) {
            assertThatThrownBy(() -> score(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        }
    }

    @Test
    void anInterruptIsNoBadImage() {
        IllegalStateException failure = new IllegalStateException("interrupted while decoding");
        try {
            assertThatThrownBy(() -> score(() -> {
                        Thread.currentThread().interrupt();
                        throw failure;
                    }))
                    .isSameAs(failure);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anyOtherFailureIsABadImage() {
        assertThat(score(() -> {
                    throw new IllegalStateException("no such colour space");
                }))
                .isEqualTo(1);
    }

    @Test
    void aFailingStoreIsNoBadVerdict() {
        InvalidStateStoreException failure = new InvalidStateStoreException("closed");
        MockProcessorContext<byte[], Routed> context = new MockProcessorContext<>();
        context.setRecordMetadata("verdicts", 0, 7);
        VerdictReadingProcessor processor =
                new VerdictReadingProcessor(List.of("images", "t-images"), TrainerListener.NONE, CLOCK);
        processor.init(context);
        Record<byte[], byte[]> verdict = record(verdict("0123456789abcdef"), () -> {
            throw failure;
        });
        assertThatThrownBy(() -> processor.process(verdict)).isSameAs(failure);
        assertThat(context.forwarded()).isEmpty();
    }

    @Test
    void whatIsNoVerdictIsPassedOver() {
        MockProcessorContext<byte[], Routed> context = new MockProcessorContext<>();
        context.setRecordMetadata("verdicts", 0, 7);
        VerdictReadingProcessor processor =
                new VerdictReadingProcessor(List.of("images", "t-images"), TrainerListener.NONE, CLOCK);
        processor.init(context);
        byte[] good = verdict("0123456789abcdef");
        processor.process(record(good, () -> {}));
        assertThat(context.forwarded()).hasSize(1);
        String text = new String(good, StandardCharsets.UTF_8);
        for (String hostile : List.of(
                text.replace("0123456789abcdef", "01"),
                text.replace("0123456789abcdef", "0123456789abcdeg"),
                text.replace("2026-01-01T00:00:00Z", "+999999999-01-01T00:00:00Z"),
                text.replace("\"images\"", "\"" + "t".repeat(70_000) + "\""),
                "null",
                "")) {
            processor.process(record(hostile.getBytes(StandardCharsets.UTF_8), () -> {}));
        }
        assertThat(context.forwarded()).hasSize(1);
    }

    /** Scores a file whose label does something when it is read; gives the number of records that were forwarded. */
    private int score(Runnable onHeaders) {
        MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        context.setRecordMetadata("images", 0, 7);
        Processor<byte[], byte[], byte[], byte[]> processor = new ScoringProcessor(
                new ImageDecoder(TestModels.SHAPE, ImageFit.RESIZE),
                champion,
                ScorerFixture.LIMITS,
                ScorerListener.NONE,
                CLOCK);
        processor.init(context);
        processor.process(record(new byte[] {1}, onHeaders));
        return context.forwarded().size();
    }

    private static Record<byte[], byte[]> record(byte[] value, Runnable onHeaders) {
        return new Record<>(new byte[] {'k'}, value, 0, new RecordHeaders(List.of(new TroubledLabel(onHeaders))));
    }

    private static byte[] verdict(String sha256) {
        Score score = Score.builtIn(0);
        Image image = Image.of(TestModels.SHAPE, new byte[TestModels.SHAPE.size()]);
        Verdict.Input input = new Verdict.Input("images", 0, 1, 2);
        return Json.write(Verdict.of(
                new ScoredFile(image, score, 8, 8, "png", Optional.empty()), "id", sha256, input, CLOCK.instant()));
    }

    /** Does something when it is first read. */
    private static final class TroubledLabel implements Header {
        private final Runnable trouble;
        private boolean done;

        TroubledLabel(Runnable trouble) {
            this.trouble = trouble;
        }

        @Override
        public String key() {
            return HeaderNames.LABEL;
        }

        @Override
        public byte[] value() {
            if (!done) {
                done = true;
                trouble.run();
            }
            return "real".getBytes(StandardCharsets.UTF_8);
        }
    }
}
