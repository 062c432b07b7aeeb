package io.gansieve.image.codec;

import io.gansieve.image.codec.DecodeResult.Reason;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long one file may be worked on, in time of the processor: a machine that stands still or is busy makes no file slow. Checked
 * wherever pixels are made here; what a library decodes in one piece is bounded before it begins. Used by one thread.
 */
final class Deadline {
    /** A quarter of the time that Kafka Streams lets a transaction last. */
    static final Duration MOST = Duration.ofMillis(2500);

    /** For files of our own. */
    static final Deadline NONE = new Deadline(Duration.ofNanos(Long.MAX_VALUE), () -> 0);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LongSupplier nanoseconds;
    private final long started;
    private final long most;

    /** @param nanoseconds that the thread has worked */
    Deadline(Duration most, LongSupplier nanoseconds) {
        this.nanoseconds = nanoseconds;
        this.most = most.toNanos();
        this.started = nanoseconds.getAsLong();
    }

    static Deadline start() {
        return new Deadline(
                MOST, THREADS.isCurrentThreadCpuTimeSupported() ? THREADS::getCurrentThreadCpuTime : System::nanoTime);
    }

    void check(String format) throws UndecodableException {
        if (nanoseconds.getAsLong() - started > most) {
            throw new UndecodableException(
                    Reason.TOO_SLOW,
                    "%s: expected a file that is decoded within %d ms".formatted(format, most / 1_000_000));
        }
    }
}
