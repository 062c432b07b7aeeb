package io.gansieve.gan;

/**
 * A loss over a batch and its gradient with respect to the logits; what an engine sends back through a network.
 *
 * @param loss in nats, or in the objective's own units
 * @param gradient ∂loss/∂logit, one for each logit
 */
@SuppressWarnings("ArrayRecordComponent") // made, read once and dropped inside a training step
public record LossGradient(double loss, float[] gradient) {
    /** Of a logit and its place in the batch. */
    @FunctionalInterface
    interface Term {
        double of(double logit, int index);
    }

    /** The mean of a loss that has a term for each logit. */
    static LossGradient mean(float[] logits, Term loss, Term slope) {
        double sum = 0;
        float[] gradient = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            sum += loss.of(logits[i], i);
            gradient[i] = (float) (slope.of(logits[i], i) / logits.length);
        }
        return new LossGradient(sum / logits.length, gradient);
    }
}
