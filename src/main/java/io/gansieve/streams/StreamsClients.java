package io.gansieve.streams;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Kafka Streams' own clients, but for the consumer of the input. */
public final class StreamsClients extends DefaultKafkaClientSupplier {
    private final TopicHistory history;

    public StreamsClients(TopicHistory history) {
        this.history = history;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return new ReplacedTopicConsumer(settings, history);
    }
}
