package io.gansieve.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** The record's own timestamp, or 0 where it has none: the default would stop the application at such a record. */
public final class RecordTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> received, long partitionTime) {
        return Math.max(0, received.timestamp());
    }
}
