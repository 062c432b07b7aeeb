package io.gansieve.gan;

import io.gansieve.image.ImageShape;

/**
 * The settings of training.
 *
 * @param batchSize m: real images, and generated ones, of one step
 * @param stepsPerRound K
 * @param learningRate of Adam, for all three networks
 * @param labelFlip share of critic labels flipped, over images seen
 * @param instanceNoise σ of the Gaussian noise on the critic's inputs, pixels in [−1, 1], over images seen
 * @param realTarget one-sided label smoothing: the critic's target for reals, in (0.5, 1]
 * @param emaHalfLifeImages half-life of the averaged generator, in images
 * @param historySize past generators that are kept and sampled
 */
public record TrainingConfig(
        ImageShape shape,
        int latentSize,
        int batchSize,
        int stepsPerRound,
        double learningRate,
        Schedule labelFlip,
        Schedule instanceNoise,
        double realTarget,
        double emaHalfLifeImages,
        int historySize) {}
