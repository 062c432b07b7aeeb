package io.gansieve.app;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which requests are answered, but for health's: those are answered by the server's own, which nothing else may
 * keep. What is sent slowly keeps only threads that wait for bodies. Safe for any thread; the owner closes it.
 */
final class HttpWorkers implements AutoCloseable {
    /** Each may hold a body of 8 MiB. */
    private static final int READERS = 12;

    private static final int ANSWERERS = 2;

    /** Requests that wait, of each kind; a connection has one at a time. */
    private static final int MAX_WAITING = 256;

    private static final long SPARE_SECONDS = 30;
    private static final long TURN_SECONDS = 10;

    private final ThreadPoolExecutor readers = pool("http-post", READERS);
    private final ThreadPoolExecutor answerers = pool("http-get", ANSWERERS);

    /** Half of the machine: whoever posts images, however many, leaves the other half to the stream. */
    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, SPARE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread worker = new Thread(task, name);
                    worker.setDaemon(true);
                    return worker;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * @param body whether the request has one, for which the thread may have to wait
     * @return false if too many wait already; then the task does not run
     */
    boolean run(boolean body, Runnable task) {
        try {
            (body ? readers : answerers).execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Waits for a turn to compute; false if none came in time. Whoever got one gives it back. */
    boolean takeTurn() {
        try {
            return turns.tryAcquire(TURN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void giveTurnBack() {
        turns.release();
    }

    @Override
    public void close() {
        readers.shutdownNow();
        answerers.shutdownNow();
    }
}
