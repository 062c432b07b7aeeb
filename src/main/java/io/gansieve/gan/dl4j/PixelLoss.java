package io.gansieve.gan.dl4j;

/**
 * Cross-entropy of pixels in [0, 1] and of their logits, and its gradient on the logits. What minimises it is the pixels'
 * expected value, as of a squared error, but a wrong logit's gradient never vanishes.
 *
 * @param loss in nats an image
 * @param gradient of the mean over images, as long as the logits
 */
@SuppressWarnings("ArrayRecordComponent") // made, read once and dropped inside a step
record PixelLoss(double loss, float[] gradient) {
    static PixelLoss of(float[] logits, float[] pixels, int rows) {
        double loss = 0;
        float[] gradient = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            double logit = logits[i];
            loss += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - pixels[i] * logit;
            gradient[i] = (float) ((1 / (1 + Math.exp(-logit)) - pixels[i]) / rows);
        }
        return new PixelLoss(loss / rows, gradient);
    }

    /** The expected values 2σ(x) − 1 in [−1, 1], in place. */
    static float[] expected(float[] logits) {
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.tanh(logits[i] / 2);
        }
        return logits;
    }
}
