package io.gansieve.streams;

import io.gansieve.gan.RoundResult;
import io.gansieve.registry.ModelVersion;
import java.util.Optional;

/** How a round ended: with a healthy state and a version, or without either. */
sealed interface RoundOutcome {
    double seconds();

    /**
     * @param state encoded snapshot that the next round goes on from
     * @param envelope of the version, as it will be published
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Healthy(byte[] state, ModelVersion version, byte[] envelope, RoundResult result, double seconds)
            implements RoundOutcome {}

    /** The last healthy state stays in force. */
    record Failed(RoundReport.Outcome outcome, String reason, Optional<RoundResult> result, double seconds)
            implements RoundOutcome {}
}
