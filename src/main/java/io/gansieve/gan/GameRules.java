package io.gansieve.gan;

/**
 * How critic and generator play, whatever they play with.
 *
 * @param batchSize m: real rows, and generated ones, of one step of the critic
 * @param criticSteps k: the generator moves in every k-th step of the critic
 * @param packing rows that the critic judges together as one (Lin et al., "PacGAN", 2018): a generator that repeats itself gives
 *     itself away. 1 for none; a divisor of the batch
 * @param learningRate of Adam, over images seen
 * @param beta2 of Adam, over images seen
 * @param emaHalfLifeImages half-life of the averaged generator, over images seen
 */
public record GameRules(
        Objective objective,
        Penalty penalty,
        CriticNoise noise,
        int batchSize,
        int criticSteps,
        int packing,
        Schedule learningRate,
        Schedule beta2,
        Schedule emaHalfLifeImages) {
    public GameRules {
        Rule.positive("batchSize", batchSize);
        Rule.positive("criticSteps", criticSteps);
        Rule.positive("packing", packing);
        Rule.require(batchSize % packing == 0, "packing must divide batchSize " + batchSize, packing);
        Rule.positive("learningRate", learningRate.at(0));
        Rule.require(
                objective.signed() || noise.controller().isEmpty(),
                "a noise target goes by the sign of logits, which says nothing with this objective",
                objective.text());
        Rule.both("learningRate must not be negative", learningRate, rate -> rate >= 0);
        Rule.both("beta2 must be in [0, 1)", beta2, value -> value >= 0 && value < 1);
        Rule.positive("emaHalfLifeImages", emaHalfLifeImages.at(0));
        Rule.positive("emaHalfLifeImages", emaHalfLifeImages.end());
    }
}
