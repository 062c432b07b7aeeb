package io.gansieve.app;

import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Json;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last rounds of the rounds topic, which outlives this process. Owns a thread and its consumer; what it gives is safe for
 * any thread. While the topic is missing, or may not be read, there are no new rounds to show, and all else goes on; it is opened again
 * after a pause.
 */
final class RoundFollower implements AutoCloseable {
    static final int SIZE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(RoundFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int MAX_SAID = 300;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final long CLOSE_MILLIS = 2_000;

    /** A round is one record and, being a transaction, one marker; commits between them are passed over as well. */
    private static final long POSITIONS = 4L * SIZE;

    /** By number, in the order in which they came; at most {@link #SIZE}. */
    private final LinkedHashMap<Long, RoundSummary> rounds = new LinkedHashMap<>();

    private final Thread thread;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean closed;

    /** Why the topic cannot be read, as it was said last; empty while it can. The thread's own. */
    private String said = "";

    /** When a record that is no round was last spoken of; the thread's own. */
    private OptionalLong passedOver = OptionalLong.empty();

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
        Duration pause = SHORTEST_PAUSE;
        while (!closed) {
            try (TopicTail tail = TopicTail.fromLast(clients, topic, POSITIONS)) {
                while (!closed) {
                    poll(tail);
                    pause = SHORTEST_PAUSE;
                }
            } catch (InterruptException | WakeupException e) {
                LOG.debug("no longer reading {}", topic);
                return;
            } catch (IOException | RuntimeException e) {
                // A topic that is gone for now, brokers that do not answer, a right that is missing, or whatever else a
                // client throws: the reader opens it anew. Nothing here belongs to a topology.
                say(e);
                pause = rested(pause);
            }
        }
    }

    private void poll(TopicTail tail) {
        List<RoundSummary> read = new ArrayList<>();
        tail.poll(POLL).forEach(record -> read(record, read));
        said = "";
        if (!read.isEmpty()) {
            keep(read);
        }
    }

    /** Once for each reason, until the topic could be read again. */
    private void say(Exception e) {
        String reason = String.valueOf(e.getMessage());
        if (!closed && !reason.equals(said)) {
            LOG.warn("rounds cannot be shown for now: {}", reason);
            said = reason;
        }
    }

    /** Gives the next pause: twice as long, with a bound. */
    private Duration rested(Duration pause) {
        try {
            if (end.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("closed while waiting to read again");
            }
        } catch (InterruptedException e) {
            // Only closing interrupts, and says so.
            Thread.currentThread().interrupt();
        }
        Duration longer = pause.multipliedBy(2);
        return longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, List<RoundSummary> into) {
        if (record.value() == null) {
            return;
        }
        try {
            into.add(RoundSummary.of(Json.read(record.value(), RoundReport.class)));
        } catch (RuntimeException e) {
            // Whatever a record that no trainer wrote makes of parsing. No client is called in here, and to open the
            // topic anew would meet it again.
            passOver(record, e);
        }
    }

    /** Said once a minute: whoever may write to the topic must not fill the log. */
    private void passOver(ConsumerRecord<byte[], byte[]> record, RuntimeException e) {
        long now = System.nanoTime();
        if (passedOver.isEmpty() || now - passedOver.getAsLong() > QUIET.toNanos()) {
            passedOver = OptionalLong.of(now);
            LOG.warn(
                    "{}-{}@{} is passed over, as others like it: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    RoundReport.cut(String.valueOf(e.getMessage()), MAX_SAID));
        }
    }

    /** Those that came first leave, whatever their numbers: one that nobody reaches would stay for ever. */
    private synchronized void keep(List<RoundSummary> read) {
        for (RoundSummary round : read) {
            rounds.remove(round.round());
            rounds.put(round.round(), round);
        }
        Iterator<Long> first = rounds.keySet().iterator();
        for (int surplus = rounds.size() - SIZE; surplus > 0; surplus--) {
            first.next();
            first.remove();
        }
        view = rounds.values().stream()
                .sorted(Comparator.comparingLong(RoundSummary::round))
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        end.countDown();
        try {
            // A poll is shorter than this; only a thread that waits for absent brokers is interrupted.
            thread.join(CLOSE_MILLIS);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
