package io.gansieve.scoring;

/**
 * From a logit to a probability: p = σ(slope · logit + intercept) (Platt, 1999), stated for a prior.
 *
 * @param prior share of generated images for which the probability holds
 */
public record Calibration(double slope, double intercept, double prior) {
    /** No calibration: p = σ(logit). */
    public static final Calibration IDENTITY = new Calibration(1, 0, 0.5);

    public double probability(double logit) {
        return 1 / (1 + Math.exp(-(slope * logit + intercept)));
    }
}
