package io.gansieve.streams;

import io.gansieve.gan.RoundResult;
import io.gansieve.registry.ModelPackage;
import java.util.Optional;

/** How a round ended: with a healthy state and a version, or without either. */
sealed interface RoundOutcome {
    double seconds();

    /** @param state encoded snapshot that the next round goes on from */
    @SuppressWarnings("ArrayRecordComponent")
    record Healthy(byte[] state, ModelPackage model, RoundResult result, double seconds) implements RoundOutcome {}

    /** The last healthy state stays in force. */
    record Failed(RoundReport.Outcome outcome, String reason, Optional<RoundResult> result, double seconds)
            implements RoundOutcome {}
}
