package io.gansieve.scoring;

/**
 * From a logit to a probability: p = σ(slope · logit + intercept) (Platt, "Probabilistic outputs for support vector machines",
 * 1999), stated for a prior.
 *
 * @param slope ≥ 0; 0 if the logit says nothing
 * @param prior share of generated images for which the probability holds, in (0, 1)
 */
public record Calibration(double slope, double intercept, double prior) {
    /** No calibration: p = σ(logit). */
    public static final Calibration IDENTITY = new Calibration(1, 0, 0.5);

    /** Open bounds leave a threshold of 0 or 1 room to mean "never". */
    private static final double SMALLEST = Double.MIN_NORMAL;

    private static final double LARGEST = Math.nextDown(1.0);

    public Calibration {
        if (!Double.isFinite(slope) || slope < 0) {
            throw new IllegalArgumentException("calibration slope must be finite and at least 0: " + slope);
        }
        if (!Double.isFinite(intercept)) {
            throw new IllegalArgumentException("calibration intercept must be finite: " + intercept);
        }
        if (!(prior > 0 && prior < 1)) {
            throw new IllegalArgumentException("prior must be between 0 and 1, both excluded: " + prior);
        }
    }

    /**
     * The calibration of greatest likelihood on images that no network was trained on, weighted as if a share {@code prior} of
     * them were generated. Finite also for logits that separate the classes; slope 0 for logits that rank them backwards.
     *
     * @param logits finite, with at least one of each class
     */
    public static Calibration fit(double[] logits, boolean[] generated, double prior) {
        return PlattScaling.fit(logits, generated, prior);
    }

    /** Strictly between 0 and 1; NaN for NaN. */
    public double probability(double logit) {
        double probability = 1 / (1 + Math.exp(-(slope * logit + intercept)));
        return Math.min(Math.max(probability, SMALLEST), LARGEST);
    }
}
