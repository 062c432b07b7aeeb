package io.gansieve.gan;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The game's losses as pure functions from the critic's logits. A logit above 0 means rather real (the detector's has the opposite
 * sense); D = σ(logit) where an objective speaks of probabilities.
 *
 * <p>A critic's loss is the mean over all its logits, real and generated: half of the papers' sum of two expectations. A generator's
 * is the mean over its images, as in the papers.
 */
public sealed interface Objective {
    /**
     * The critic's loss.
     *
     * @param logits of reals, then of as many generated images
     * @param targets what each logit should say, 1 for real and 0 for generated before flips and smoothing; a target t between is
     *     t of the loss of a real and 1 − t of the loss of a generated image
     */
    LossGradient critic(float[] logits, float[] targets);

    /** The generator's loss. {@code realLogits} are read by an objective that {@link #pairs} only and may be empty for others. */
    LossGradient generator(float[] realLogits, float[] generatedLogits);

    /** Whether the generator's loss compares each generated image with a real one. */
    default boolean pairs() {
        return false;
    }

    /** Whether a logit's sign tells real from generated; not where the critic's loss knows differences of logits alone. */
    default boolean signed() {
        return true;
    }

    /** V(D, G) in nats over clean logits, or NaN for an objective that has none. */
    default double valueFunction(float[] realLogits, float[] generatedLogits) {
        return Double.NaN;
    }

    /**
     * E[f(x)] − E[f(x′)] in the critic's own units, an estimate of the Wasserstein-1 distance times the critic's Lipschitz constant
     * (Arjovsky et al. 2017, eq. 2), or NaN for an objective that does not seek it.
     */
    default double wassersteinEstimate(float[] realLogits, float[] generatedLogits) {
        return Double.NaN;
    }

    /** Its name in a configuration. */
    String text();

    /** Reads {@link #text}. */
    static Objective parse(String text) {
        List<Objective> all = List.of(
                new Minimax(),
                new NonSaturating(),
                new LeastSquares(),
                new Hinge(),
                new Wasserstein(),
                new Relativistic());
        return all.stream()
                .filter(objective -> objective.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be one of " + all.stream().map(Objective::text).collect(Collectors.joining(", "))));
    }

    /**
     * The game of Goodfellow et al., "Generative Adversarial Nets" (2014), eq. 1. The critic minimises
     * {@code −E[log D(x)] − E[log(1 − D(x′))]}, the generator {@code E[log(1 − D(x′))]}, whose gradient vanishes where D(x′) is
     * near 0. At the critic's optimum it minimises the Jensen–Shannon divergence.
     */
    record Minimax() implements Objective {
        @Override
        public LossGradient critic(float[] logits, float[] targets) {
            return CrossEntropy.mean(logits, targets);
        }

        @Override
        public LossGradient generator(float[] realLogits, float[] generatedLogits) {
            return LossGradient.mean(
                    generatedLogits,
                    (logit, i) -> -CrossEntropy.softplus(logit),
                    (logit, i) -> -CrossEntropy.sigmoid(logit));
        }

        @Override
        public double valueFunction(float[] realLogits, float[] generatedLogits) {
            return CrossEntropy.valueFunction(realLogits, generatedLogits);
        }

        @Override
        public String text() {
            return "minimax";
        }
    }

    /**
     * The non-saturating game of Goodfellow et al. (2014), section 3: the critic of {@link Minimax}, and a generator that minimises
     * {@code −E[log D(x′)]} in place of {@code E[log(1 − D(x′))]}.
     */
    record NonSaturating() implements Objective {
        @Override
        public LossGradient critic(float[] logits, float[] targets) {
            return CrossEntropy.mean(logits, targets);
        }

        @Override
        public LossGradient generator(float[] realLogits, float[] generatedLogits) {
            float[] real = new float[generatedLogits.length];
            Arrays.fill(real, 1f);
            return CrossEntropy.mean(generatedLogits, real);
        }

        @Override
        public double valueFunction(float[] realLogits, float[] generatedLogits) {
            return CrossEntropy.valueFunction(realLogits, generatedLogits);
        }

        @Override
        public String text() {
            return "non-saturating";
        }
    }

    /**
     * Mao et al., "Least Squares Generative Adversarial Networks" (2017), eq. 8, with the codes a = −1, b = 1, c = 0: the critic
     * minimises {@code ½E[(f(x) − 1)²] + ½E[(f(x′) + 1)²]}, the generator {@code ½E[f(x′)²]}, which at the critic's optimum is the
     * Pearson χ² divergence between P_data + P_G and 2·P_G.
     */
    record LeastSquares() implements Objective {
        @Override
        public LossGradient critic(float[] logits, float[] targets) {
            // ½(t·(l − 1)² + (1 − t)·(l + 1)²)
            return LossGradient.mean(
                    logits,
                    (logit, i) -> 0.5 * (logit * logit + 1) - logit * (2 * targets[i] - 1),
                    (logit, i) -> logit - (2 * targets[i] - 1));
        }

        @Override
        public LossGradient generator(float[] realLogits, float[] generatedLogits) {
            return LossGradient.mean(generatedLogits, (logit, i) -> 0.5 * logit * logit, (logit, i) -> logit);
        }

        @Override
        public String text() {
            return "least-squares";
        }
    }

    /**
     * Lim and Ye, "Geometric GAN" (2017), eqs. 18 and 19: the critic minimises {@code E[max(0, 1 − f(x))] + E[max(0, 1 + f(x′))]},
     * the generator {@code −E[f(x′)]}.
     */
    record Hinge() implements Objective {
        @Override
        public LossGradient critic(float[] logits, float[] targets) {
            return LossGradient.mean(
                    logits,
                    (logit, i) -> targets[i] * Math.max(0, 1 - logit) + (1 - targets[i]) * Math.max(0, 1 + logit),
                    (logit, i) -> (logit > -1 ? 1 - targets[i] : 0.0) - (logit < 1 ? targets[i] : 0.0));
        }

        @Override
        public LossGradient generator(float[] realLogits, float[] generatedLogits) {
            return LossGradient.mean(generatedLogits, (logit, i) -> -logit, (logit, i) -> -1);
        }

        @Override
        public String text() {
            return "hinge";
        }
    }

    /**
     * Arjovsky, Chintala and Bottou, "Wasserstein GAN" (2017), eqs. 2 and 3: the critic minimises {@code E[f(x′)] − E[f(x)]}, the
     * generator {@code −E[f(x′)]}. The critic's slope needs a bound: {@link Penalty} by clipping or by a gradient penalty. A smoothed
     * target counts as a whole one: a difference of means that weighs reals less has no least value.
     */
    record Wasserstein() implements Objective {
        @Override
        public LossGradient critic(float[] logits, float[] targets) {
            return LossGradient.mean(logits, (logit, i) -> sign(targets[i]) * logit, (logit, i) -> sign(targets[i]));
        }

        private static int sign(float target) {
            return target > 0.5f ? -1 : 1;
        }

        @Override
        public LossGradient generator(float[] realLogits, float[] generatedLogits) {
            return LossGradient.mean(generatedLogits, (logit, i) -> -logit, (logit, i) -> -1);
        }

        @Override
        public boolean signed() {
            return false;
        }

        @Override
        public double wassersteinEstimate(float[] realLogits, float[] generatedLogits) {
            return mean(realLogits) - mean(generatedLogits);
        }

        private static double mean(float[] values) {
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            return sum / values.length;
        }

        @Override
        public String text() {
            return "wasserstein";
        }
    }

    /**
     * Relativistic pairing (Jolicoeur-Martineau, "The relativistic discriminator", 2019, eq. 3; with zero-centred penalties on both
     * sides it is the game of Huang et al., "The GAN is dead; long live the GAN!", 2024, eq. 2, which converges locally): over pairs
     * of a real and a generated image, the critic minimises {@code E[softplus(f(x′) − f(x))]}, the generator
     * {@code E[softplus(f(x) − f(x′))]}. Every real has an opponent, so no mode can be given up without a loss.
     */
    record Relativistic() implements Objective {
        @Override
        public LossGradient critic(float[] logits, float[] targets) {
            int pairs = logits.length / 2;
            if (logits.length != 2 * pairs || targets.length != logits.length) {
                throw new IllegalArgumentException("expected as many generated logits as real ones, and targets: %d, %d"
                        .formatted(logits.length, targets.length));
            }
            double loss = 0;
            float[] gradient = new float[logits.length];
            for (int i = 0; i < pairs; i++) {
                double margin = logits[i] - (double) logits[i + pairs];
                double target = (targets[i] + 1.0 - targets[i + pairs]) / 2;
                loss += (CrossEntropy.softplus(margin) - target * margin) / logits.length;
                gradient[i] = (float) ((CrossEntropy.sigmoid(margin) - target) / logits.length);
                gradient[i + pairs] = -gradient[i];
            }
            return new LossGradient(loss, gradient);
        }

        @Override
        public LossGradient generator(float[] realLogits, float[] generatedLogits) {
            return LossGradient.mean(
                    generatedLogits,
                    (logit, i) -> CrossEntropy.softplus(realLogits[i] - logit),
                    (logit, i) -> -CrossEntropy.sigmoid(realLogits[i] - logit));
        }

        @Override
        public boolean pairs() {
            return true;
        }

        @Override
        public boolean signed() {
            return false;
        }

        @Override
        public String text() {
            return "relativistic";
        }
    }
}
