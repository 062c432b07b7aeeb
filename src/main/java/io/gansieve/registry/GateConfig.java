package io.gansieve.registry;

/**
 * The settings of the gate and of calibration.
 *
 * @param minImages of a source for it to decide; smaller sources are reported
 * @param aurocTolerance ε: a candidate may lose this much AUROC against the champion, at the one-sided 95 % bound
 * @param falsePositiveTolerance the same for the share of reals called GENERATED
 * @param calibrationErrorTolerance the same for the expected calibration error
 * @param targetFalsePositiveRate that the thresholds aim at
 * @param prior share of generated images that the probability is stated for
 */
public record GateConfig(
        int minImages,
        double aurocTolerance,
        double falsePositiveTolerance,
        double calibrationErrorTolerance,
        double targetFalsePositiveRate,
        double prior,
        int bootstrapSamples) {
    public static final GateConfig DEFAULT = new GateConfig(100, 0.01, 0.01, 0.02, 0.01, 0.5, 500);
}
