package io.gansieve.registry;

/**
 * The settings of the gate and of calibration.
 *
 * @param minImages of a source for it to decide, ≥ 1; smaller sources are reported
 * @param aurocTolerance ε: a candidate may lose this much AUROC against the champion, at the one-sided 95 % bound
 * @param falsePositiveTolerance the same for the share of reals called GENERATED
 * @param calibrationErrorTolerance the same for the expected calibration error
 * @param targetFalsePositiveRate that the thresholds aim at
 * @param prior share of generated images that the probability is stated for
 * @param bootstrapSamples draws for each bound, ≥ 20
 * @param minAuroc of a candidate, over all generated images, while no champion serves
 */
public record GateConfig(
        int minImages,
        double aurocTolerance,
        double falsePositiveTolerance,
        double calibrationErrorTolerance,
        double targetFalsePositiveRate,
        double prior,
        int bootstrapSamples,
        double minAuroc) {
    public static final GateConfig DEFAULT = new GateConfig(100, 0.01, 0.03, 0.05, 0.01, 0.5, 500);

    public GateConfig {
        check(minImages >= 1, "gate.minImages must be at least 1", minImages);
        check(share(aurocTolerance), "gate.aurocTolerance must be between 0 and 1", aurocTolerance);
        check(
                share(falsePositiveTolerance),
                "gate.falsePositiveTolerance must be between 0 and 1",
                falsePositiveTolerance);
        check(
                share(calibrationErrorTolerance),
                "gate.calibrationErrorTolerance must be between 0 and 1",
                calibrationErrorTolerance);
        check(
                targetFalsePositiveRate > 0 && targetFalsePositiveRate < 0.5,
                "gate.targetFalsePositiveRate must be above 0 and below 0.5",
                targetFalsePositiveRate);
        check(prior > 0 && prior < 1, "gate.prior must be above 0 and below 1", prior);
        check(bootstrapSamples >= 20, "gate.bootstrapSamples must be at least 20", bootstrapSamples);
        check(share(minAuroc), "gate.minAuroc must be between 0 and 1", minAuroc);
    }

    /** With a least AUROC of 0.6: better than chance by more than the luck of a hundred images. */
    public GateConfig(
            int minImages,
            double aurocTolerance,
            double falsePositiveTolerance,
            double calibrationErrorTolerance,
            double targetFalsePositiveRate,
            double prior,
            int bootstrapSamples) {
        this(
                minImages,
                aurocTolerance,
                falsePositiveTolerance,
                calibrationErrorTolerance,
                targetFalsePositiveRate,
                prior,
                bootstrapSamples,
                0.6);
    }

    private static boolean share(double value) {
        return value >= 0 && value <= 1;
    }

    private static void check(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }
}
