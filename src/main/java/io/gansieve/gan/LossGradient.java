package io.gansieve.gan;

/**
 * A loss over a batch and its gradient with respect to the logits; what an engine sends back through a network.
 *
 * @param loss in nats
 * @param gradient ∂loss/∂logit, one for each logit
 */
@SuppressWarnings("ArrayRecordComponent") // made, read once and dropped inside a training step
public record LossGradient(double loss, float[] gradient) {}
