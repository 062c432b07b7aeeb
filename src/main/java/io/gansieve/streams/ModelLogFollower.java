package io.gansieve.streams;

import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of the models topic in a process. Whatever happens to the topic or the brokers, it goes on with a new consumer after
 * a pause; what it read last stays in force meanwhile. Owns its thread. Safe for any thread.
 */
public final class ModelLogFollower implements Models, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLogFollower.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration REMIND_EVERY = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** Fetches that wait; each is a version's megabytes. */
    private static final int MAX_WAITING = 64;

    /** Told on the follower's thread, on which it may fetch. */
    public interface Listener {
        /** The topic has been read to its end, and something is new, or what failed before may be tried again. */
        void changed(ModelLog log, Weights weights);

        /** A record that cannot be used, once for each. */
        void refused(String message);
    }

    /** Reads weights. */
    public interface Weights {
        Optional<ModelPackage> fetch(long version) throws CorruptEnvelopeException;
    }

    private record Request(long version, CompletableFuture<Optional<ModelPackage>> answer) {}

    private record Read(ModelLog log, Instant at) {}

    private final Supplier<ModelLogReader> readers;
    private final ModelNews news;
    private final Clock clock;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MAX_WAITING);
    private final CountDownLatch firstRead = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "model-log");
    private volatile Read read = new Read(ModelLog.EMPTY, Instant.EPOCH);
    private volatile boolean closed;

    private ModelLogFollower(Supplier<ModelLogReader> readers, List<Listener> listeners, Clock clock) {
        this.readers = readers;
        this.news = new ModelNews(listeners, clock);
        this.clock = clock;
        thread.setDaemon(true);
    }

    /** @param readers opens a reader on the topic; the follower closes it */
    public static ModelLogFollower start(Supplier<ModelLogReader> readers, List<Listener> listeners, Clock clock) {
        ModelLogFollower follower = new ModelLogFollower(readers, listeners, clock);
        follower.thread.start();
        return follower;
    }

    /** Waits until the topic has been read to its end for the first time, or the follower is closed. */
    public void awaitFirstRead() throws InterruptedException {
        while (!firstRead.await(REMIND_EVERY.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("still waiting for the models topic to be read");
        }
    }

    @Override
    public ModelLog log() {
        return read.log();
    }

    @Override
    public Instant readAt() {
        return read.at();
    }

    @Override
    public Future<Optional<ModelPackage>> fetch(long version) {
        CompletableFuture<Optional<ModelPackage>> answer = new CompletableFuture<>();
        if (closed || !requests.offer(new Request(version, answer))) {
            answer.completeExceptionally(new IllegalStateException(
                    closed ? "the models are no longer read" : "too many versions are being read already"));
        }
        return answer;
    }

    private void follow() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            try (ModelLogReader reader = readers.get()) {
                while (!closed) {
                    look(reader);
                    pause = FIRST_PAUSE;
                }
            } catch (InterruptException e) {
                // Only close() interrupts this thread.
                LOG.debug("no longer reading the models topic");
            } catch (KafkaException e) {
                if (!closed) {
                    LOG.warn(
                            "the models topic cannot be read; tried again in {} s: {}",
                            pause.toSeconds(),
                            e.toString());
                    pause = waited(pause);
                }
            } catch (RuntimeException | Error e) {
                // Neither a bug of ours nor short memory may end the only reader of the process, on which the start
                // waits:
                // it is tried again like an outage.
                LOG.error("reading the models topic failed; tried again in {} s", pause.toSeconds(), e);
                pause = waited(pause);
            }
        }
        firstRead.countDown();
    }

    /** The next pause after this one has been waited for. */
    private Duration waited(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration longer = pause.multipliedBy(2);
        return longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    private void look(ModelLogReader reader) {
        ModelLog log = reader.catchUp();
        read = new Read(log, clock.instant());
        news.tell(log, reader::fetch);
        firstRead.countDown();
        answer(reader);
    }

    /** Waits a moment for somebody to ask, then answers all who have. */
    private void answer(ModelLogReader reader) {
        try {
            Request request = requests.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            while (request != null) {
                answer(request, reader);
                request = requests.poll();
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void answer(Request request, ModelLogReader reader) {
        if (request.answer().isDone()) {
            return; // Cancelled by one that waited too long.
        }
        try {
            request.answer().complete(reader.fetch(request.version()));
        } catch (CorruptEnvelopeException e) {
            LOG.warn("version {} cannot be used: {}", request.version(), e.getMessage());
            request.answer().complete(Optional.empty());
        } catch (RuntimeException e) {
            request.answer().completeExceptionally(e);
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            // A look is shorter than this; only a thread that waits for absent brokers is interrupted.
            thread.join(LOOK_EVERY.multipliedBy(5).toMillis());
            thread.interrupt();
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Request left = requests.poll(); left != null; left = requests.poll()) {
            left.answer().cancel(false);
        }
    }
}
