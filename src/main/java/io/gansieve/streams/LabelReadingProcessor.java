package io.gansieve.streams;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Turns records of the labels topic into events of the label join, by image id, or into dead letters. */
final class LabelReadingProcessor extends ContextualProcessor<byte[], byte[], byte[], Routed> {
    static final String INVALID_LABEL = "invalid-label";

    /** On a null label, set by the trainer: not only the label is taken back, the image is forgotten. */
    static final String FORGET_HEADER = "gansieve.forget";

    /** No image that was scored has a longer key, not even written as base64. */
    private static final int MAX_KEY_BYTES = 2 * ScoringProcessor.MAX_KEY_BYTES;

    private static final int MAX_VALUE_BYTES = 64 << 10;

    private final List<String> imageTopics;
    private final TrainerListener listener;
    private final Clock clock;

    LabelReadingProcessor(List<String> imageTopics, TrainerListener listener, Clock clock) {
        this.imageTopics = imageTopics;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public void process(Record<byte[], byte[]> received) {
        DeadLetters.Position position =
                DeadLetters.Position.of(context().recordMetadata().orElseThrow());
        byte[] id;
        byte[] event;
        try {
            id = check(received).getBytes(StandardCharsets.UTF_8);
            event = new JoinEvent.Labeled(new LabelEvent(position, 0, CarriedLabel.of(received, position))).encode();
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever parsing throws at these bytes. No store, no producer is called in here.
            Record<byte[], byte[]> letter =
                    DeadLetters.of(received, position, DeadLetters.Failure.thrown(INVALID_LABEL, e));
            // An old label must not make a letter that retention takes at once.
            context()
                    .forward(letter.withValue(new Routed(Routed.Route.DEAD_LETTERS, letter.value()))
                            .withTimestamp(clock.millis()));
            listener.deadLettered(INVALID_LABEL);
            return;
        }
        context().forward(new Record<>(id, new Routed(Routed.Route.JOIN, event), clock.millis(), new RecordHeaders()));
    }

    /** The id of the image. */
    private String check(Record<byte[], byte[]> received) {
        byte @Nullable [] key = received.key();
        if (key == null || key.length == 0) {
            throw new IllegalArgumentException("expected an image id as key, found none");
        }
        requireAtMost(MAX_KEY_BYTES, key.length, "key");
        requireAtMost(ScoringProcessor.MAX_HEADER_BYTES, RecordLimits.size(received.headers()), "headers");
        byte @Nullable [] value = received.value();
        if (value != null) {
            requireAtMost(MAX_VALUE_BYTES, value.length, "value");
            Truth.parse(value);
            ImageClaim.parse(value).ifPresent(claim -> claim.in(imageTopics));
        }
        return ImageIds.of(key);
    }

    private static void requireAtMost(int limit, long found, String what) {
        if (found > limit) {
            throw new IllegalArgumentException(
                    "expected a %s of at most %d bytes, found %d".formatted(what, limit, found));
        }
    }
}
