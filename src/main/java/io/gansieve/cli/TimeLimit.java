package io.gansieve.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work that may take only so long. */
final class TimeLimit {
    private TimeLimit() {}

    /** Runs the work on this thread; {@code otherwise} runs on another one if the work is not done within the limit. */
    static void run(Duration limit, Runnable work, Runnable otherwise) {
        CountDownLatch done = new CountDownLatch(1);
        Thread watch = new Thread(
                () -> {
                    try {
                        if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                            otherwise.run();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "time-limit");
        watch.setDaemon(true);
        watch.start();
        try {
            work.run();
        } finally {
            done.countDown();
        }
    }
}
