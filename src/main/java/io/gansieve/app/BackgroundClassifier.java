package io.gansieve.app;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classifier of digits for who cannot wait for its training: that happens on a thread of its own, started by the first who
 * asks. A training that fails is logged and not tried again before the next start, since it would fail the same way. Owns its
 * thread. Safe for any thread.
 */
final class BackgroundClassifier implements AutoCloseable {
    static final String THREAD = "gansieve-digit-classifier";

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundClassifier.class);
    private static final long CLOSE_SECONDS = 10;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(BackgroundClassifier::thread);
    private final DigitClassifier digits;
    private volatile Optional<byte[]> ready = Optional.empty();
    private boolean begun;

    BackgroundClassifier(DigitClassifier digits) {
        this.digits = digits;
    }

    /** The priority is a wish to let rounds and scoring go first; nothing relies on it. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static Thread thread(Runnable task) {
        Thread training = new Thread(task, THREAD);
        training.setDaemon(true);
        training.setPriority(Thread.MIN_PRIORITY);
        return training;
    }

    /** The classifier's file, or empty while, or if, it cannot be had. Takes milliseconds. */
    synchronized Optional<byte[]> onnxIfReady() {
        if (!begun) {
            begun = true;
            ready = digits.onnxIfKept();
            if (ready.isEmpty()) {
                thread.execute(this::train);
            }
        }
        return ready.map(byte[]::clone);
    }

    private void train() {
        try {
            ready = Optional.of(digits.train());
        } catch (CancellationException e) {
            LOG.info("the classifier of digits is left for the next start: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            // Whatever a training of convenience throws, also for want of memory or of a native library: rounds go on
            // without it.
            LOG.error("rounds tell of no modes until the next start: the classifier of digits cannot be trained", e);
        } finally {
            thread.shutdown();
        }
    }

    /** Interrupts the training and waits a little for it, so that it writes no file once the folder is somebody else's. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the training of the classifier of digits did not end within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
