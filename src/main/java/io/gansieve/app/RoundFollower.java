package io.gansieve.app;

import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Json;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last rounds of the rounds topic, which outlives this process. Owns a thread and its consumer; what it gives is safe for
 * any thread. Without the right to read the topic there are no rounds to show, and all else goes on.
 */
final class RoundFollower implements AutoCloseable {
    static final int SIZE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(RoundFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long CLOSE_MILLIS = 2_000;

    /** A round is one record and, being a transaction, one marker; commits between them are passed over as well. */
    private static final long POSITIONS = 4L * SIZE;

    private final TreeMap<Long, RoundSummary> rounds = new TreeMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private List<RoundSummary> view = List.of();

    private RoundFollower(KafkaClients clients, Topics topics) {
        this.thread = new Thread(() -> follow(clients, topics.rounds()), "round-follower");
        thread.setDaemon(true);
    }

    static RoundFollower start(KafkaClients clients, Topics topics) {
        RoundFollower follower = new RoundFollower(clients, topics);
        follower.thread.start();
        return follower;
    }

    /** In the order of their numbers. */
    synchronized List<RoundSummary> rounds() {
        return view;
    }

    private void follow(KafkaClients clients, String topic) {
        try (TopicTail tail = TopicTail.fromLast(clients, topic, POSITIONS)) {
            while (!closed) {
                List<RoundReport> read = new ArrayList<>();
                tail.poll(POLL).forEach(record -> read(record, read));
                if (!read.isEmpty()) {
                    keep(read);
                }
            }
        } catch (InterruptException | WakeupException e) {
            LOG.debug("no longer reading {}", topic);
        } catch (IOException | KafkaException e) {
            if (!closed) {
                LOG.warn("rounds cannot be shown: {}", e.getMessage());
            }
        }
    }

    private static void read(ConsumerRecord<byte[], byte[]> record, List<RoundReport> into) {
        if (record.value() == null) {
            return;
        }
        try {
            into.add(Json.read(record.value(), RoundReport.class));
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "{}-{}@{} is passed over: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private synchronized void keep(List<RoundReport> reports) {
        reports.forEach(report -> rounds.put(report.round(), RoundSummary.of(report)));
        while (rounds.size() > SIZE) {
            rounds.pollFirstEntry();
        }
        view = List.copyOf(rounds.values());
    }

    @Override
    public void close() {
        closed = true;
        try {
            // A poll is shorter than this; only a thread that waits for absent brokers is interrupted.
            thread.join(CLOSE_MILLIS);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
