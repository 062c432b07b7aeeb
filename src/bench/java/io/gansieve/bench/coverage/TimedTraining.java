package io.gansieve.bench.coverage;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets a learner learn until it has finished or its CPU-time is spent. Twenty times on the way, and at least every ten minutes, it writes a point of the
 * curve and a checkpoint; the same run started again goes on from the last one.
 */
public final class TimedTraining {
    private static final int POINTS = 20;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private TimedTraining() {}

    /** Gives the CPU-time used by this and all earlier processes. */
    public static Duration train(CoverageRun run, Learner learner) throws IOException {
        Optional<Checkpoint> last = Checkpoint.in(run.folder());
        if (last.isPresent()) {
            learner.load(last.get().state());
        }
        CpuClock clock = new CpuClock(last.map(Checkpoint::cpu).orElse(Duration.ZERO));
        Curve curve = Curve.resume(run.folder(), learner.curve(), clock.used());
        Duration every = between(learner.betweenPoints(), run.budget().dividedBy(POINTS), LONGEST);
        Duration due = clock.used().plus(every);
        while (!learner.finished() && clock.used().compareTo(run.budget()) < 0) {
            learner.learn();
            if (learner.finished() || clock.used().compareTo(shorter(due, run.budget())) >= 0) {
                keep(run, learner, clock, curve);
                due = clock.used().plus(every);
            }
            run.progress()
                    .accept("%d of %d CPU-seconds, %s"
                            .formatted(clock.used().toSeconds(), run.budget().toSeconds(), learner.progress()));
        }
        return clock.used();
    }

    private static Duration shorter(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }

    private static void keep(CoverageRun run, Learner learner, CpuClock clock, Curve curve) throws IOException {
        Duration used = clock.used();
        byte[] state = clock.uncounted(() -> {
            curve.add(used, learner.point());
            return learner.state();
        });
        curve.write(run.folder());
        new Checkpoint(used, state).write(run.folder());
    }

    /** As wished within the bounds. */
    private static Duration between(Duration least, Duration wished, Duration most) {
        Duration bounded = shorter(wished, most);
        return bounded.compareTo(least) > 0 ? bounded : least;
    }
}
