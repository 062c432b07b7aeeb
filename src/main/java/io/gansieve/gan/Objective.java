package io.gansieve.gan;

import java.util.Arrays;

/**
 * The game's losses as pure functions from the critic's logits. D = σ(logit) is the critic's probability that an image is real:
 * above 0 means rather real (the detector's logit has the opposite sense).
 */
public sealed interface Objective {
    /**
     * The critic's loss.
     *
     * @param targets what each logit should say, 1 for real, after flips and smoothing
     */
    LossGradient critic(float[] logits, float[] targets);

    /** The generator's loss, from the critic's logits of generated images. */
    LossGradient generator(float[] generatedLogits);

    /** V(D, G) in nats over clean logits, or NaN for an objective that has none. */
    double valueFunction(float[] realLogits, float[] generatedLogits);

    /**
     * The non-saturating game of Goodfellow et al., "Generative Adversarial Nets" (2014), section 3. The critic minimises
     * {@code −E[log D(x)] − E[log(1 − D(x′))]} as the mean cross-entropy over its batch; the generator minimises
     * {@code −E[log D(x′)]} in place of {@code E[log(1 − D(x′))]}, whose gradient vanishes where D(x′) is near 0.
     */
    record NonSaturating() implements Objective {
        @Override
        public LossGradient critic(float[] logits, float[] targets) {
            return CrossEntropy.mean(logits, targets);
        }

        @Override
        public LossGradient generator(float[] generatedLogits) {
            float[] real = new float[generatedLogits.length];
            Arrays.fill(real, 1f);
            return CrossEntropy.mean(generatedLogits, real);
        }

        @Override
        public double valueFunction(float[] realLogits, float[] generatedLogits) {
            double value = 0;
            for (float logit : realLogits) {
                value -= CrossEntropy.softplus(-logit) / realLogits.length;
            }
            for (float logit : generatedLogits) {
                value -= CrossEntropy.softplus(logit) / generatedLogits.length;
            }
            return value;
        }
    }
}
