package io.gansieve.streams;

import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns verdicts into events of the label join, by image id. Passes over what is no verdict: scorers alone write them. */
final class VerdictReadingProcessor extends ContextualProcessor<byte[], byte[], byte[], Routed> {
    private static final Logger LOG = LoggerFactory.getLogger(VerdictReadingProcessor.class);

    /** Between this machine and a scorer's; brokers themselves take no record from further ahead. */
    private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofHours(1);

    /** Whoever may write verdicts must not fill the log. */
    private static final Duration LOG_PAUSE = Duration.ofMinutes(1);

    private final List<String> imageTopics;
    private final TrainerListener listener;
    private final Clock clock;
    private Instant quietUntil = Instant.MIN;

    /** @param imageTopics where an image may lie; a verdict that names another topic is passed over */
    VerdictReadingProcessor(List<String> imageTopics, TrainerListener listener, Clock clock) {
        this.imageTopics = List.copyOf(imageTopics);
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public void process(Record<byte[], byte[]> received) {
        byte[] id;
        byte[] event;
        try {
            byte @Nullable [] json = received.value();
            Verdict verdict = Json.read(json == null ? new byte[0] : json, Verdict.class);
            id = checked(verdict.imageId()).getBytes(StandardCharsets.UTF_8);
            // An image's own headers travel with its verdict.
            event = new JoinEvent.Scored(checked(IndexedVerdict.of(verdict, Truth.storedIn(received.headers()))))
                    .encode();
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            // No JSON of a verdict, or one with a short hash, a time or a name that no scorer writes. No store, no
            // producer is called in here: their failures end the task.
            refused(e);
            return;
        }
        context().forward(new Record<>(id, new Routed(Routed.Route.JOIN, event), clock.millis(), new RecordHeaders()));
    }

    private void refused(RuntimeException e) {
        listener.verdictRefused();
        Instant now = clock.instant();
        if (!now.isBefore(quietUntil)) {
            quietUntil = now.plus(LOG_PAUSE);
            LOG.warn(
                    "no verdict at {}, passed over as others like it: {}",
                    context().recordMetadata().map(DeadLetters.Position::of),
                    DeadLetters.shortened(String.valueOf(e.getMessage())));
        }
    }

    /** A longer one would not fit the topics that it is a key of. */
    private static String checked(String imageId) {
        if (imageId.length() > Command.MAX_ID) {
            throw new IllegalArgumentException(
                    "imageId must have at most %d characters: %d".formatted(Command.MAX_ID, imageId.length()));
        }
        return imageId;
    }

    /** One verdict from the future would make the index, which goes by their times, forget all that come before then. */
    private IndexedVerdict checked(IndexedVerdict verdict) {
        long latest = clock.millis() + MAX_CLOCK_DIFFERENCE.toMillis();
        if (verdict.scoredAt() < 0 || verdict.scoredAt() > latest) {
            throw new IllegalArgumentException("scoredAt must be between 1970 and now: " + verdict.scoredAt());
        }
        if (!imageTopics.contains(verdict.position().topic())) {
            throw new IllegalArgumentException("input must be in a topic of images %s: %s"
                    .formatted(
                            imageTopics,
                            DeadLetters.shortened(verdict.position().topic())));
        }
        return verdict;
    }
}
