package io.gansieve.streams;

import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Json;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Stands before the topic of rounds and shortens a report that the topic does not take. */
final class ReportFittingProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private final int limit;

    /** @param limit the topic's max.message.bytes */
    ReportFittingProcessor(int limit) {
        this.limit = limit;
    }

    @Override
    public void process(Record<byte[], byte[]> report) {
        context()
                .forward(
                        RecordLimits.fits(report, limit)
                                ? report
                                : report.withValue(Json.write(Json.read(report.value(), RoundReport.class)
                                        .shortened())));
    }
}
