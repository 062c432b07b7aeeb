package io.gansieve.gan;

import java.util.Arrays;

/**
 * Binary cross-entropy of logits, computed without overflow for any finite logit.
 *
 * <p>For a logit l, a target t in [0, 1] and a weight w: {@code w·(softplus(l) − t·l)}, whose derivative is
 * {@code w·(σ(l) − t)}.
 */
public final class CrossEntropy {
    private CrossEntropy() {}

    /** The mean over all logits, each of the same weight. */
    public static LossGradient mean(float[] logits, float[] targets) {
        float[] weights = new float[logits.length];
        Arrays.fill(weights, 1f / logits.length);
        return weighted(logits, targets, weights);
    }

    /** The sum over all logits, each times its weight. */
    public static LossGradient weighted(float[] logits, float[] targets, float[] weights) {
        if (targets.length != logits.length || weights.length != logits.length) {
            throw new IllegalArgumentException("logits, targets and weights must be of one length: %d, %d, %d"
                    .formatted(logits.length, targets.length, weights.length));
        }
        double loss = 0;
        float[] gradient = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            loss += weights[i] * (softplus(logits[i]) - targets[i] * (double) logits[i]);
            gradient[i] = (float) (weights[i] * (sigmoid(logits[i]) - targets[i]));
        }
        return new LossGradient(loss, gradient);
    }

    /** {@code E[log D(x)] + E[log(1 − D(x′))]} for D = σ(logit), in nats. */
    static double valueFunction(float[] realLogits, float[] generatedLogits) {
        double value = 0;
        for (float logit : realLogits) {
            value -= softplus(-logit) / realLogits.length;
        }
        for (float logit : generatedLogits) {
            value -= softplus(logit) / generatedLogits.length;
        }
        return value;
    }

    /** {@code 1 / (1 + e^−x)}. */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** {@code log(1 + e^x)}. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
