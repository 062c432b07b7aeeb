package io.gansieve.gan;

import io.gansieve.image.ImageShape;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of training.
 *
 * @param classes K: reals of a class below it teach the generator that class; 0 for a game without classes
 * @param batchSize m: real images, and generated ones, of one step
 * @param stepsPerRound K
 * @param learningRate of Adam, for all networks
 * @param labelFlip share of critic labels flipped, over images seen
 * @param instanceNoise σ of the Gaussian noise on the critic's inputs, pixels in [−1, 1], over images seen
 * @param realTarget one-sided label smoothing: the critic's target for reals, in (0.5, 1]
 * @param emaHalfLifeImages half-life of the averaged generator, in images
 * @param historySize past generators that are kept and sampled
 * @param forgers whose images the detector is trained against; the game's own generator is always among them
 * @param augmentation share of the detector's images, of both classes, that pass through a random {@link Augmentation}
 * @param rendering share of the forgers' images that pass through a random {@link Rendering}
 */
public record TrainingConfig(
        ImageShape shape,
        Model model,
        int latentSize,
        int classes,
        int batchSize,
        int stepsPerRound,
        double learningRate,
        Schedule labelFlip,
        Schedule instanceNoise,
        double realTarget,
        double emaHalfLifeImages,
        int historySize,
        Set<Forger> forgers,
        double augmentation,
        double rendering) {
    public TrainingConfig {
        requirePositive("latentSize", latentSize);
        require(classes >= 0, "classes must not be negative", classes);
        requirePositive("batchSize", batchSize);
        requirePositive("stepsPerRound", stepsPerRound);
        requirePositive("learningRate", learningRate);
        require(labelFlip.at(0) >= 0 && labelFlip.at(0) < 0.5, "labelFlip must begin in [0, 0.5)", labelFlip.at(0));
        require(instanceNoise.at(0) >= 0, "instanceNoise must not be negative", instanceNoise.at(0));
        require(realTarget > 0.5 && realTarget <= 1, "realTarget must be in (0.5, 1]", realTarget);
        requirePositive("emaHalfLifeImages", emaHalfLifeImages);
        require(historySize >= 0, "historySize must not be negative", historySize);
        if (!forgers.contains(Forger.GAN)) {
            throw new IllegalArgumentException("forgers must hold gan: " + forgers);
        }
        forgers = Collections.unmodifiableSortedSet(new TreeSet<>(forgers));
        require(rendering >= 0 && rendering <= 1, "rendering must be in [0, 1]", rendering);
        require(augmentation >= 0 && augmentation <= 1, "augmentation must be in [0, 1]", augmentation);
    }

    private static void requirePositive(String name, Number value) {
        require(value.doubleValue() > 0 && Double.isFinite(value.doubleValue()), name + " must be positive", value);
    }

    private static void require(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }
}
