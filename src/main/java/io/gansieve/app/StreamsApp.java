package io.gansieve.app;

import io.gansieve.streams.StreamsClients;
import io.gansieve.streams.StreamsProperties;
import io.gansieve.streams.TopicHistory;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the two Kafka Streams applications with its life: a failed thread is replaced after a pause, too many failures end
 * the application, and a close leaves the consumer group at once. Safe for any thread; the owner closes it.
 */
final class StreamsApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final String role;
    private final KafkaStreams streams;
    private final Clock clock;
    private final Runnable onEnd;
    private final StoreFolder stores;
    private final FailureBudget budget = new FailureBudget();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * @param onEnd called once if the application ends by itself; must be quick
     * @param stores distrusted unless the application closes well
     */
    StreamsApp(
            String role,
            Topology topology,
            Properties properties,
            Clock clock,
            TopicHistory history,
            Runnable onEnd,
            StoreFolder stores) {
        this.role = role;
        this.streams = new KafkaStreams(topology, properties, new StreamsClients(history));
        this.clock = clock;
        this.onEnd = onEnd;
        this.stores = stores;
        streams.setUncaughtExceptionHandler(this::failed);
        streams.setStateListener((now, before) -> changed(now));
    }

    void start() {
        streams.start();
    }

    KafkaStreams streams() {
        return streams;
    }

    String role() {
        return role;
    }

    /** @param modelHangs whether a model that is to follow does not load: what serves goes on, and who watches must know */
    RoleHealth health(boolean modelHangs) {
        RoleHealth health = health(streams.state(), waiting.get());
        return modelHangs ? new RoleHealth(health.state() + ", a model hangs", health.live(), false) : health;
    }

    /** @param waiting threads that failed and are not replaced yet: Streams may say RUNNING meanwhile */
    static RoleHealth health(KafkaStreams.State state, int waiting) {
        boolean live = switch (state) {
            case CREATED, REBALANCING, RUNNING -> true;
            case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
        };
        // The models have been read to the end before the application is started.
        return new RoleHealth(state.name(), live, state == KafkaStreams.State.RUNNING && waiting == 0);
    }

    /** Runs on the thread that failed, which may therefore wait. */
    private StreamThreadExceptionResponse failed(Throwable failure) {
        Optional<Duration> pause;
        synchronized (budget) {
            pause = budget.failed(clock.instant());
        }
        if (pause.isEmpty()) {
            LOG.error(
                    "a thread of the {} failed too often; giving up: {}", role, KafkaFailure.reason(failure), failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error(
                "a thread of the {} failed; it is replaced in {} s: {}",
                role,
                pause.get().toSeconds(),
                KafkaFailure.reason(failure),
                failure);
        waiting.incrementAndGet();
        try {
            if (closing.await(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        } finally {
            waiting.decrementAndGet();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void changed(KafkaStreams.State now) {
        LOG.info("{} is {}", role, now);
        boolean ended = now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING;
        if (ended && closing.getCount() > 0) {
            onEnd.run();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        boolean failed =
                streams.state() == KafkaStreams.State.ERROR || streams.state() == KafkaStreams.State.PENDING_ERROR;
        if (!streams.close(StreamsProperties.leavingGroup(CLOSE_TIMEOUT))) {
            LOG.warn("the {} did not close within {} s", role, CLOSE_TIMEOUT.toSeconds());
            failed = true;
        }
        if (failed) {
            stores.distrust();
        }
    }
}
