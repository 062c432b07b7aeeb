package io.gansieve.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads records by position with a consumer of its own, outside any group. Labels tend to come in the order of their images: a
 * position just ahead is reached by reading on, and what was fetched for other partitions is kept.
 */
public final class ImageReader implements ImageFetcher {
    /** For a whole fetch: transactions of Streams time out after 10 s, and the stream thread waits here. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** What is left then serves to find out whether there is anything to read. */
    private static final Duration READING = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long WORTH_READING_ON = 32;
    private static final List<String> CLIENT_PREFIXES = List.of("consumer.", "main.consumer.");

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** As last asked; of partitions of the image topics alone. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    ImageReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Connects as the streams do (TLS, SASL). The caller closes it. */
    public static ImageReader connect(StreamsSettings settings) {
        Properties properties = new Properties();
        settings.clientProperties().forEach((name, value) -> {
            if (ConsumerConfig.configNames().contains(name)) {
                properties.put(name, value);
            }
        });
        settings.clientProperties()
                .forEach((name, value) -> CLIENT_PREFIXES.stream()
                        .filter(name::startsWith)
                        .forEach(prefix -> properties.put(name.substring(prefix.length()), value)));
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.trainerId() + "-image-reader");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
        return new ImageReader(
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    @Override
    public Optional<byte[]> fetch(String topic, int partition, long offset) {
        TopicPartition wanted = new TopicPartition(topic, partition);
        long started = System.nanoTime();
        try {
            if (!next.containsKey(wanted) && isNone(wanted, started)) {
                return Optional.empty();
            }
            if (isBeyond(wanted, offset, started)) {
                return Optional.empty();
            }
            moveTo(wanted, offset);
            while (left(READING, started).compareTo(Duration.ZERO) > 0) {
                Optional<ConsumerRecord<byte[], byte[]>> found = read(wanted, offset);
                if (found.isPresent()) {
                    return Optional.ofNullable(found.get().value());
                }
                // Past the position without having met it: a hole that compaction or retention left.
                if (consumer.position(wanted, left(READING, started)) > offset) {
                    next.put(wanted, offset + 1);
                    consumer.seek(wanted, offset + 1);
                    return Optional.empty();
                }
            }
        } catch (InvalidOffsetException | UnknownTopicOrPartitionException e) {
            forget(wanted);
            return Optional.empty();
        } catch (TimeoutException e) {
            forget(wanted);
            return unlessThere(wanted, offset, started, e);
        }
        forget(wanted);
        return unlessThere(
                wanted,
                offset,
                started,
                new TimeoutException("no answer within %d ms for %s"
                        .formatted(LIMIT.toMillis(), ImageIds.position(topic, partition, offset))));
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Optional<ConsumerRecord<byte[], byte[]>> read(TopicPartition wanted, long offset) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(wanted)) {
            next.put(wanted, record.offset() + 1);
            if (record.offset() == offset) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    /** Asked before it is assigned: to wait for a partition that somebody made up would take seconds, a label at a time. */
    private boolean isNone(TopicPartition wanted, long started) {
        List<PartitionInfo> partitions = consumer.partitionsFor(wanted.topic(), left(LIMIT, started));
        return !partitions.isEmpty() && partitions.stream().noneMatch(found -> found.partition() == wanted.partition());
    }

    /** Asked once for as many labels as lie before: to read at the end would wait for an image that somebody made up. */
    private boolean isBeyond(TopicPartition wanted, long offset, long started) {
        if (offset < ends.getOrDefault(wanted, 0L)) {
            return false;
        }
        ends.putAll(consumer.endOffsets(List.of(wanted), left(READING, started)));
        return offset >= ends.getOrDefault(wanted, 0L);
    }

    private void moveTo(TopicPartition wanted, long offset) {
        Long reached = next.putIfAbsent(wanted, offset);
        if (reached == null) {
            consumer.assign(next.keySet());
        }
        consumer.pause(next.keySet());
        consumer.resume(List.of(wanted));
        if (reached == null || offset < reached || offset > reached + WORTH_READING_ON) {
            consumer.seek(wanted, offset);
        }
    }

    /** A topic that is not there any more, or was made again and is shorter now, does not answer either. */
    private Optional<byte[]> unlessThere(TopicPartition wanted, long offset, long started, TimeoutException otherwise) {
        try {
            List<PartitionInfo> partitions = consumer.partitionsFor(wanted.topic(), left(LIMIT, started));
            if (partitions.stream().noneMatch(found -> found.partition() == wanted.partition())
                    || offset
                            >= consumer.endOffsets(List.of(wanted), left(LIMIT, started))
                                    .getOrDefault(wanted, 0L)) {
                return Optional.empty();
            }
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
        throw otherwise;
    }

    private static Duration left(Duration limit, long started) {
        Duration left = limit.minusNanos(System.nanoTime() - started);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void forget(TopicPartition partition) {
        next.remove(partition);
        ends.remove(partition);
        consumer.assign(next.keySet());
    }
}
