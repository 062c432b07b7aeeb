package io.gansieve.gan;

import io.gansieve.image.ImageShape;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of training.
 *
 * @param classes K: reals of a class below it teach the generator that class; 0 for a game without classes
 * @param stepsPerRound K
 * @param rules of the game of critic and generator. The detector, and what forges beside the game, learn with the same batches and,
 *     as their data never stops changing, at the rate with which the game begins
 * @param historySize past generators that are kept and sampled
 * @param forgers whose images the detector is trained against, in equal parts; without {@link Forger#GAN} the game is played, but the
 *     detector is not shown its images
 * @param augmentation of the detector's images, of both classes, as {@link Augmentation} has it
 * @param rendering share of the forgers' images that pass through a random {@link Rendering}
 * @param generator of the game
 */
public record TrainingConfig(
        ImageShape shape,
        Model model,
        int latentSize,
        int classes,
        int stepsPerRound,
        GameRules rules,
        int historySize,
        Set<Forger> forgers,
        double augmentation,
        double rendering,
        GeneratorSettings generator) {
    public TrainingConfig {
        Rule.positive("latentSize", latentSize);
        Rule.require(classes >= 0, "classes must not be negative", classes);
        Rule.positive("stepsPerRound", stepsPerRound);
        Rule.require(
                rules.criticSteps() <= stepsPerRound,
                "criticSteps must be at most stepsPerRound " + stepsPerRound,
                rules.criticSteps());
        Rule.require(rules.packing() == 1 || classes == 0, "packing must be 1 in a game with classes", rules.packing());
        Rule.require(historySize >= 0, "historySize must not be negative", historySize);
        Rule.require(!forgers.isEmpty(), "forgers must not be empty", forgers);
        forgers = Collections.unmodifiableSortedSet(new TreeSet<>(forgers));
        Rule.require(rendering >= 0 && rendering <= 1, "rendering must be in [0, 1]", rendering);
        Rule.require(augmentation >= 0 && augmentation <= 1, "augmentation must be in [0, 1]", augmentation);
    }

    /** m of a step. */
    public int batchSize() {
        return rules.batchSize();
    }
}
