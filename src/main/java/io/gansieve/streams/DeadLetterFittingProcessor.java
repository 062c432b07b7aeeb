package io.gansieve.streams;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Stands before the topic of dead letters and cuts each to what that topic takes, wherever it comes from. */
final class DeadLetterFittingProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private final int limit;

    /** @param limit the topic's max.message.bytes */
    DeadLetterFittingProcessor(int limit) {
        this.limit = limit;
    }

    @Override
    public void process(Record<byte[], byte[]> letter) {
        context().forward(DeadLetters.fitted(letter, limit));
    }
}
