package io.gansieve.streams;

import io.gansieve.registry.Retention;
import io.gansieve.replay.ReplaySettings;
import java.time.Duration;

/**
 * When the trainer starts a round and what it keeps.
 *
 * @param minReals labelled reals held before the first round
 * @param minNewExamples examples since the last round that start the next one
 * @param maxInterval after which a round starts without new examples
 * @param batchSize real images a step
 * @param stepsPerRound steps a round
 * @param replay bound of the replay buffer, and shares of the batches drawn from it
 * @param labelsWindow how long a forgotten id stays barred, so that an example on its way is not taken after all
 * @param labelIndex how a label finds its verdict
 * @param forgetWithin how long changelogs and stores may still hold a forgotten image
 */
public record TrainerSettings(
        int minReals,
        int minNewExamples,
        Duration maxInterval,
        int batchSize,
        int stepsPerRound,
        ReplaySettings replay,
        long seed,
        Retention retention,
        Duration labelsWindow,
        LabelIndex labelIndex,
        Duration forgetWithin) {
    public static final Duration DEFAULT_FORGET_WITHIN = Duration.ofHours(24);

    /** With the default index of verdicts and the default shares of batches. */
    public TrainerSettings(
            int minReals,
            int minNewExamples,
            Duration maxInterval,
            int batchSize,
            int stepsPerRound,
            long replayBytes,
            long seed,
            Retention retention,
            Duration labelsWindow) {
        this(
                minReals,
                minNewExamples,
                maxInterval,
                batchSize,
                stepsPerRound,
                ReplaySettings.ofBytes(replayBytes),
                seed,
                retention,
                labelsWindow,
                LabelIndex.DEFAULT,
                DEFAULT_FORGET_WITHIN);
    }

    public TrainerSettings {
        requirePositive("rounds.min-reals", minReals);
        requirePositive("rounds.min-new-examples", minNewExamples);
        requirePositive("training.batch-size", batchSize);
        requirePositive("training.steps-per-round", stepsPerRound);
        requirePositive("rounds.max-interval in ms", maxInterval.toMillis());
        requirePositive("labels.window in ms", labelsWindow.toMillis());
        requirePositive("forget.within in s", forgetWithin.toSeconds());
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("%s must be positive: %d".formatted(name, value));
        }
    }
}
