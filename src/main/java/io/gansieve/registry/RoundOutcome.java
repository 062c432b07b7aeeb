package io.gansieve.registry;

import io.gansieve.gan.RoundResult;
import java.util.Optional;

/** How a round ended: with a healthy state and a version, or without either. */
public sealed interface RoundOutcome {
    /** Rounds in a row that fail from one state before training leaves it: one may have drawn unlucky images, two need not. */
    int MOST_FAILURES_FROM_STATE = 2;

    double seconds();

    /** What the round found beside the version: nothing if it failed. */
    default Findings findings() {
        return Findings.NONE;
    }

    /**
     * How many rounds in a row failed because of the state they trained from, with this one. A round that failed for another reason
     * neither counts nor clears the state.
     *
     * @param before the same without this one
     */
    default int failuresFromState(int before) {
        if (this instanceof Failed failed) {
            return failed.fromState() ? before + 1 : before;
        }
        return 0;
    }

    /**
     * @param state encoded snapshot that the next round goes on from
     * @param model the version, as it will be published
     * @param coverage of the generators after the round, if it could be measured
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Healthy(
            byte[] state,
            ModelPackage model,
            RoundResult result,
            Optional<RoundCoverage> coverage,
            Findings findings,
            double seconds)
            implements RoundOutcome {
        /** With nothing found. */
        public Healthy(
                byte[] state,
                ModelPackage model,
                RoundResult result,
                Optional<RoundCoverage> coverage,
                double seconds) {
            this(state, model, result, coverage, Findings.NONE, seconds);
        }
    }

    /**
     * The last healthy state stays in force.
     *
     * @param fromState whether the state that the round trained from may be the cause: too many such rounds in a row, and training
     *     leaves it
     */
    record Failed(
            RoundReport.Outcome outcome, String reason, Optional<RoundResult> result, double seconds, boolean fromState)
            implements RoundOutcome {
        /** Of an exception's message, so that every report fits its topic. */
        private static final int MAX_MESSAGE = 500;

        /** Whether the state is to blame follows from the outcome: one that diverges or collapses does so from its state. */
        public Failed(RoundReport.Outcome outcome, String reason, Optional<RoundResult> result, double seconds) {
            this(
                    outcome,
                    reason,
                    result,
                    seconds,
                    outcome == RoundReport.Outcome.DIVERGED || outcome == RoundReport.Outcome.COLLAPSED);
        }

        /** A round that ended in an exception or error outside of training: the machine's or the program's, not the state's. */
        public static Failed thrown(Throwable failure) {
            return new Failed(RoundReport.Outcome.CRASHED, "the round failed: " + root(failure), Optional.empty(), 0);
        }

        /** A round whose training itself threw, as from a state of which it makes nonsense. */
        static Failed training(RuntimeException failure, double seconds) {
            return new Failed(
                    RoundReport.Outcome.CRASHED, "training failed: " + root(failure), Optional.empty(), seconds, true);
        }

        /** The innermost message of a failure, on one line. */
        private static String root(Throwable failure) {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            String line = message.lines().findFirst().orElse(message);
            return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
        }
    }
}
