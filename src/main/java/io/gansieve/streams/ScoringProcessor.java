package io.gansieve.streams;

import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.Sha256;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.replay.Example;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers each image record exactly once: with a verdict or a dead letter. A labelled still leaves as an example, too, with the
 * very score that its verdict states.
 */
final class ScoringProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    /**
     * Key and headers go into the verdict: escaped, the longest key takes 384 KiB there, and all together fit where {@link
     * RecordLimits#LEAST} do. In a topic that takes less, a verdict that does not fit is a dead letter.
     */
    static final int MAX_KEY_BYTES = 64 << 10;

    /** Of one image: a thousandth is common. */
    private static final Duration SLOW = Duration.ofMillis(250);

    static final int MAX_HEADER_BYTES = 256 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(ScoringProcessor.class);

    private final ImageDecoder decoder;
    private final Champion champion;
    private final RecordLimits limits;
    private final ScorerListener listener;
    private final Clock clock;

    /**
     * What a verdict was given on, for those who watch.
     *
     * @param unused why nothing is learned from the label; empty if something is, and without a label
     */
    private record Seen(Image image, Optional<Label> truth, Optional<UnusedLabel> unused) {}

    /** What is forwarded for a record. */
    private sealed interface Answer {
        @SuppressWarnings("ArrayRecordComponent")
        record Scored(Verdict verdict, byte[] json, Optional<byte[]> example, Duration scoring, Seen seen)
                implements Answer {}

        record Refused(DeadLetters.Failure failure) implements Answer {}
    }

    ScoringProcessor(
            ImageDecoder decoder, Champion champion, RecordLimits limits, ScorerListener listener, Clock clock) {
        this.decoder = decoder;
        this.champion = champion;
        this.limits = limits;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public void process(Record<byte[], byte[]> received) {
        DeadLetters.Position position =
                DeadLetters.Position.of(context().recordMetadata().orElseThrow());
        long started = System.nanoTime();
        Answer answer = answer(received, position);
        if (System.nanoTime() - started > SLOW.toNanos()) {
            // Streams takes several records between two looks at its transaction's time; a commit lets it take fewer.
            context().commit();
        }
        // Outside of what catches: a failing producer must stop the transaction.
        if (answer instanceof Answer.Scored scored) {
            forward(received, scored);
        } else if (answer instanceof Answer.Refused refused) {
            context()
                    .forward(
                            DeadLetters.of(received, position, refused.failure())
                                    .withTimestamp(clock.millis()),
                            ScorerTopology.DEAD_LETTERS);
            listener.deadLettered(refused.failure().reason());
        }
    }

    private void forward(Record<byte[], byte[]> received, Answer.Scored scored) {
        Verdict verdict = scored.verdict();
        // Retention goes by this time: an old image's answer must not be gone at once.
        long scoredAt = verdict.scoredAt().toEpochMilli();
        context().forward(received.withValue(scored.json()).withTimestamp(scoredAt), ScorerTopology.VERDICTS_SINK);
        scored.example()
                .ifPresent(example -> context()
                        .forward(
                                new Record<>(verdict.imageId().getBytes(StandardCharsets.UTF_8), example, scoredAt),
                                ScorerTopology.EXAMPLES_SINK));
        Duration endToEnd = Duration.ofMillis(Math.max(0, scoredAt - received.timestamp()));
        listener.scored(verdict.verdict(), scored.scoring(), endToEnd);
        listener.answered(verdict, scored.seen().image(), scored.seen().truth());
        scored.seen().unused().ifPresent(listener::labelUnused);
    }

    private Answer answer(Record<byte[], byte[]> received, DeadLetters.Position position) {
        try {
            return judge(received, position);
        } catch (RuntimeException e) {
            // Whatever decoders and the detector throw at this file, which is then a bad one. No store, no producer is
            // called in here.
            if (champion.isClosed() || Thread.currentThread().isInterrupted() || e instanceof KafkaException) {
                // The process or the task ends; the image is none the worse, and is scored after the restart.
                throw e;
            }
            LOG.warn("scoring of {} failed", position, e);
            return new Answer.Refused(DeadLetters.Failure.thrown("scoring-failed", e));
        }
    }

    private Answer judge(Record<byte[], byte[]> received, DeadLetters.Position position) {
        byte @Nullable [] file = received.value();
        if (file == null || file.length == 0) {
            return refused(DecodeResult.Reason.EMPTY.text(), "expected an image, found an empty value");
        }
        if (file.length > ImageDecoder.MAX_BYTES) {
            return refused(
                    DecodeResult.Reason.TOO_LARGE.text(),
                    "expected at most %d bytes, found %d".formatted(ImageDecoder.MAX_BYTES, file.length));
        }
        if (received.key() != null && received.key().length > MAX_KEY_BYTES) {
            return refused(
                    "key-too-large",
                    "expected a key of at most %d bytes, found %d".formatted(MAX_KEY_BYTES, received.key().length));
        }
        Optional<Truth> truth;
        try {
            requireSmallHeaders(received);
            truth = Truth.in(received.headers());
        } catch (IllegalArgumentException e) {
            return new Answer.Refused(DeadLetters.Failure.thrown("invalid-header", e));
        }
        return score(received, file, truth, position);
    }

    private Answer score(
            Record<byte[], byte[]> received, byte[] file, Optional<Truth> truth, DeadLetters.Position position) {
        long started = System.nanoTime();
        DecodeResult result = decoder.decode(file);
        if (result instanceof DecodeResult.Undecodable undecodable) {
            return refused(undecodable.reason().text(), undecodable.message());
        }
        ScoredFile scored = ScoredFile.of(result, champion::score);
        Duration scoring = Duration.ofNanos(System.nanoTime() - started);
        String id = ImageIds.of(received.key(), position.topic(), position.partition(), position.offset());
        Verdict.Input input =
                new Verdict.Input(position.topic(), position.partition(), position.offset(), received.timestamp());
        Instant now = clock.instant();
        Verdict verdict = Verdict.of(scored, id, Sha256.hex(file), input, now);
        byte[] json = Json.write(verdict);
        if (!RecordLimits.fits(received.withValue(json), limits.verdicts())) {
            return refused(
                    "key-too-large",
                    "expected key and headers that leave a verdict within %d bytes, the max.message.bytes of its topic"
                            .formatted(limits.verdicts()));
        }
        Optional<byte[]> example = truth.map(known -> ExampleCodec.encode(new Example(
                id,
                known.of(scored.image()),
                known.by(),
                Optional.of(new Example.Score(verdict.logit(), verdict.modelVersion(), verdict.championEpoch())))));
        Optional<UnusedLabel> unused = example.flatMap(encoded -> unused(scored, id, encoded));
        Seen seen = new Seen(scored.image(), truth.map(Truth::label), unused);
        return new Answer.Scored(verdict, json, example.filter(encoded -> unused.isEmpty()), scoring, seen);
    }

    private Optional<UnusedLabel> unused(ScoredFile scored, String id, byte[] example) {
        if (scored.frames().isPresent()) {
            // Nobody knows of which frames the label is true.
            return Optional.of(UnusedLabel.ANIMATION);
        }
        long bytes = id.getBytes(StandardCharsets.UTF_8).length + (long) example.length;
        return RecordLimits.fits(bytes, limits.storedExamples())
                ? Optional.empty()
                : Optional.of(UnusedLabel.TOO_LARGE);
    }

    private static void requireSmallHeaders(Record<byte[], byte[]> received) {
        long size = RecordLimits.size(received.headers());
        if (size > MAX_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "headers must have at most %d bytes together: %d".formatted(MAX_HEADER_BYTES, size));
        }
    }

    private static Answer refused(String reason, String message) {
        return new Answer.Refused(DeadLetters.Failure.refused(reason, message));
    }
}
