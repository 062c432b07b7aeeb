package io.gansieve.streams;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Stands before the topic of examples and leaves out, and counts, what that topic or the replay store's changelog does not take. */
final class ExampleFittingProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private final RecordLimits limits;
    private final TrainerListener listener;

    ExampleFittingProcessor(RecordLimits limits, TrainerListener listener) {
        this.limits = limits;
        this.listener = listener;
    }

    @Override
    public void process(Record<byte[], byte[]> example) {
        if (RecordLimits.fits(example, limits.storedExamples())) {
            context().forward(example);
        } else {
            listener.labelUnused(UnusedLabel.TOO_LARGE);
        }
    }
}
