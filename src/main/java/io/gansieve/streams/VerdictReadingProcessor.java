package io.gansieve.streams;

import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns verdicts into events of the label join, by image id. Passes over what is no verdict: scorers alone write them. */
final class VerdictReadingProcessor extends ContextualProcessor<byte[], byte[], byte[], Routed> {
    private static final Logger LOG = LoggerFactory.getLogger(VerdictReadingProcessor.class);

    private final Clock clock;

    VerdictReadingProcessor(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void process(Record<byte[], byte[]> received) {
        byte[] id;
        IndexedVerdict indexed;
        try {
            byte @Nullable [] json = received.value();
            Verdict verdict = Json.read(json == null ? new byte[0] : json, Verdict.class);
            id = verdict.imageId().getBytes(StandardCharsets.UTF_8);
            // An image's own headers travel with its verdict.
            indexed = IndexedVerdict.of(verdict, Truth.in(received.headers()));
        } catch (RuntimeException e) {
            LOG.warn("no verdict at {}: {}", context().recordMetadata().map(DeadLetters.Position::of), e.getMessage());
            return;
        }
        Routed event = new Routed(Routed.Route.JOIN, new JoinEvent.Scored(indexed).encode());
        context().forward(new Record<>(id, event, clock.millis(), new RecordHeaders()));
    }
}
