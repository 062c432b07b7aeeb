package io.gansieve.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Which partitions are not asked for images now, since they did not answer. Each unanswered fetch costs a stream thread seconds,
 * and a transaction has ten: after one, nothing is fetched for a while, and nothing of that partition for longer. Shared by the
 * tasks of a process; safe for any thread.
 */
final class FetchPauses {
    static final Duration OF_ALL = Duration.ofSeconds(5);
    static final Duration OF_PARTITION = Duration.ofMinutes(1);

    private final Map<TopicPartition, Long> partitions = new HashMap<>();
    private long all = Long.MIN_VALUE;

    /** @param now epoch milliseconds */
    synchronized boolean allow(TopicPartition partition, long now) {
        return now >= all && now >= partitions.getOrDefault(partition, Long.MIN_VALUE);
    }

    /**
     * After an answer that took long, though it was one: what asks for places where nothing is must not hold the thread either.
     *
     * @param now epoch milliseconds
     */
    synchronized void startShort(long now) {
        all = now + OF_ALL.toMillis();
    }

    /** @param now epoch milliseconds */
    synchronized void start(TopicPartition partition, long now) {
        all = now + OF_ALL.toMillis();
        partitions.values().removeIf(end -> end <= now);
        partitions.put(partition, now + OF_PARTITION.toMillis());
    }
}
