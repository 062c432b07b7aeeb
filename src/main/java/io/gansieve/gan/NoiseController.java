package io.gansieve.gan;

/**
 * Raises the critic's noise while the critic is too sure of the reals and lowers it again, as Karras et al., "Training generative
 * adversarial networks with limited data" (2020), section 3.1, steer augmentation: by the sign of {@code E[sign f(x)] − target}, in
 * small equal steps. What it steers is a multiplier of {@link CriticNoise}'s schedules, 1 at the beginning.
 *
 * @param target of E[sign f(x)] over reals, in (0, 1); 0.6 there
 * @param rampImages reals in which the multiplier can move by 1
 */
public record NoiseController(double target, double rampImages) {
    private static final double MAX_MULTIPLIER = 4;

    public NoiseController {
        Rule.require(target > 0 && target < 1, "noise target must be above 0 and below 1", target);
        Rule.positive("noise rampImages", rampImages);
    }

    /** The multiplier after a step whose reals gave these logits. */
    public double next(double multiplier, float[] realLogits, int images) {
        double signs = 0;
        for (float logit : realLogits) {
            signs += Math.signum(logit);
        }
        double change = Math.signum(signs / realLogits.length - target) * images / rampImages;
        return Math.max(0, Math.min(MAX_MULTIPLIER, multiplier + change));
    }
}
