package io.gansieve.bench.coverage;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Supplier;

/** CPU-time that this process, all its threads together, has spent on a training; goes on where an earlier process stopped. */
public final class CpuClock {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private long origin;

    /** Starts it now, with what was used before. */
    public CpuClock(Duration used) {
        origin = now() - used.toNanos();
    }

    public Duration used() {
        return Duration.ofNanos(now() - origin);
    }

    /** Does work that is not part of the training. */
    public <T> T uncounted(Supplier<T> work) {
        long started = now();
        try {
            return work.get();
        } finally {
            origin += now() - started;
        }
    }

    private static long now() {
        long nanos = PROCESS.getProcessCpuTime();
        if (nanos < 0) {
            throw new UnsupportedOperationException("this system does not tell a process's CPU time");
        }
        return nanos;
    }
}
