package io.gansieve.app;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Follows all partitions of a topic, committed records only. Used by one thread; owns its consumer. */
public final class TopicTail implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    private TopicTail(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        this.consumer = consumer;
        this.partitions = partitions;
    }

    /** From the first record that is left. */
    public static TopicTail fromBeginning(KafkaClients clients, String topic) throws IOException {
        TopicTail tail = open(clients, topic);
        tail.consumer.seekToBeginning(tail.partitions);
        return tail;
    }

    /** From the last {@code records} positions of each partition, fewer if there are fewer; markers of transactions count. */
    static TopicTail fromLast(KafkaClients clients, String topic, long records) throws IOException {
        TopicTail tail = fromEnd(clients, topic);
        tail.consumer
                .beginningOffsets(tail.partitions)
                .forEach((partition, first) ->
                        tail.consumer.seek(partition, Math.max(first, tail.consumer.position(partition) - records)));
        return tail;
    }

    /** From the end as it is when this returns: nothing written afterwards is missed. */
    public static TopicTail fromEnd(KafkaClients clients, String topic) throws IOException {
        TopicTail tail = open(clients, topic);
        tail.consumer.seekToEnd(tail.partitions);
        tail.partitions.forEach(tail.consumer::position);
        return tail;
    }

    private static TopicTail open(KafkaClients clients, String topic) throws IOException {
        KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
        try {
            List<TopicPartition> partitions =
                    Optional.ofNullable(consumer.partitionsFor(topic)).orElse(List.of()).stream()
                            .map(TopicTail::partition)
                            .toList();
            if (partitions.isEmpty()) {
                throw new IOException("topic does not exist: " + topic);
            }
            consumer.assign(partitions);
            return new TopicTail(consumer, partitions);
        } catch (KafkaException e) {
            consumer.close();
            throw new IOException(
                    "cannot read %s at %s: %s".formatted(topic, clients.bootstrapServers(), KafkaFailure.reason(e)), e);
        } catch (IOException e) {
            consumer.close();
            throw e;
        }
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }

    /** What came within {@code wait}; may be empty. */
    public ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        return consumer.poll(wait);
    }

    /** Whether everything that was committed a moment ago has been polled. */
    boolean atEnd() {
        return consumer.endOffsets(partitions).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** The record at an offset, if it is still there; the next poll goes on from where it was. */
    Optional<ConsumerRecord<byte[], byte[]>> at(TopicPartition partition, long offset, Duration wait) {
        long next = consumer.position(partition);
        consumer.seek(partition, offset);
        try {
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(wait).records(partition)) {
                if (read.offset() == offset) {
                    return Optional.of(read);
                }
            }
            return Optional.empty();
        } finally {
            consumer.seek(partition, next);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
