package io.gansieve.gan;

/** Several classes from logits: p_k = e^{l_k} / Σ e^{l_j}, computed without overflow. Arrays hold [N,K] row by row. */
public final class Softmax {
    private Softmax() {}

    /** @param logits [N,K] */
    public static float[] probabilities(float[] logits, int classes) {
        float[] probabilities = new float[logits.length];
        for (int row = 0; row < logits.length; row += classes) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int i = row; i < row + classes; i++) {
                largest = Math.max(largest, logits[i]);
            }
            double sum = 0;
            for (int i = row; i < row + classes; i++) {
                probabilities[i] = (float) Math.exp(logits[i] - largest);
                sum += probabilities[i];
            }
            for (int i = row; i < row + classes; i++) {
                probabilities[i] /= (float) sum;
            }
        }
        return probabilities;
    }

    /**
     * Cross-entropy −log p_t, the mean over rows; its derivative by a logit is {@code (p_k − [k = t]) / N}.
     *
     * @param logits [N,K]
     * @param targets the class t of each row
     */
    public static LossGradient crossEntropy(float[] logits, int[] targets) {
        if (targets.length == 0 || logits.length % targets.length != 0) {
            throw new IllegalArgumentException("expected the same number of logits for each of %d targets, found %d"
                    .formatted(targets.length, logits.length));
        }
        int classes = logits.length / targets.length;
        float[] gradient = probabilities(logits, classes);
        double loss = 0;
        for (int row = 0; row < targets.length; row++) {
            int target = row * classes + targets[row];
            loss -= Math.log(Math.max(gradient[target], Float.MIN_NORMAL)) / targets.length;
            gradient[target] -= 1;
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= targets.length;
        }
        return new LossGradient(loss, gradient);
    }
}
