package io.gansieve.registry;

import io.gansieve.gan.RoundResult;
import java.util.Optional;

/** How a round ended: with a healthy state and a version, or without either. */
public sealed interface RoundOutcome {
    double seconds();

    /**
     * @param state encoded snapshot that the next round goes on from
     * @param model the version, as it will be published
     * @param coverage of the generators after the round, if it could be measured
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Healthy(
            byte[] state, ModelPackage model, RoundResult result, Optional<RoundCoverage> coverage, double seconds)
            implements RoundOutcome {}

    /** The last healthy state stays in force. */
    record Failed(RoundReport.Outcome outcome, String reason, Optional<RoundResult> result, double seconds)
            implements RoundOutcome {
        /** A round that ended in an exception. */
        public static Failed thrown(Throwable failure) {
            return new Failed(RoundReport.Outcome.DIVERGED, "the round failed: " + root(failure), Optional.empty(), 0);
        }

        /** The innermost message of a failure, on one line. */
        private static String root(Throwable failure) {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            return message.lines().findFirst().orElse(message);
        }
    }
}
