package io.gansieve.registry;

import io.gansieve.image.Label;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Thresholds;

/**
 * Whether a label contradicts a detector with confidence. For a label {@code real} the threshold of clean images decides: labels come
 * with images as they are, and at most the target share of true reals lies beyond it.
 */
public final class Suspicion {
    private Suspicion() {}

    /** @param logit a number that is not finite says nothing */
    public static boolean contradicts(Label label, double logit, Calibration calibration, Thresholds thresholds) {
        if (!Double.isFinite(logit)) {
            return false;
        }
        double probability = calibration.probability(logit);
        return switch (label) {
            case REAL -> probability >= thresholds.generated();
            case GENERATED -> probability <= thresholds.real();
        };
    }
}
