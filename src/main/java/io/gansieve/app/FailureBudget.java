package io.gansieve.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Decides whether a failed thread is replaced, and after what pause: 1 s, 2 s, 4 s, 8 s for failures within ten minutes of one
 * another; at the fifth the process gives up, so that its supervisor starts it afresh. Failures within a second count as one:
 * what stops one thread of several often stops them all. Not safe for several threads.
 */
final class FailureBudget {
    private static final int FAILURES = 5;
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration ONE_CAUSE = Duration.ofSeconds(1);

    private final ArrayDeque<Instant> failures = new ArrayDeque<>();

    /** The pause before the replacement; empty to give up. */
    Optional<Duration> failed(Instant now) {
        while (!failures.isEmpty() && failures.getFirst().isBefore(now.minus(WINDOW))) {
            failures.removeFirst();
        }
        if (failures.isEmpty() || !now.isBefore(failures.getLast().plus(ONE_CAUSE))) {
            failures.addLast(now);
        }
        return failures.size() >= FAILURES
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(1L << (failures.size() - 1)));
    }
}
