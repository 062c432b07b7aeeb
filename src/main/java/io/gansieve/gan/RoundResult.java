package io.gansieve.gan;

import java.util.List;

/**
 * What a round's steps gave.
 *
 * @param criticLoss mean over the steps, as are the other two losses
 * @param valueFunction V(D, G) as {@link GanTrainer#valueFunction} measures it after the steps, in nats; NaN until then, and after a
 *     round that left no healthy state
 * @param diversity of the generator's samples at the end: their variance within classes over that of the reals; NaN if a loss is not finite
 * @param collapsed whether the samples, diverse at the start, became all but one image (of each class)
 * @param labelNoise the flip ratio at the end of the round
 * @param instanceNoise σ at the end of the round, pixels in [−1, 1]
 * @param generators whose samples the detector was trained against, as {@code gan}
 */
public record RoundResult(
        double criticLoss,
        double detectorLoss,
        double generatorLoss,
        double valueFunction,
        double diversity,
        boolean collapsed,
        double labelNoise,
        double instanceNoise,
        long imagesTrained,
        List<String> generators) {
    public RoundResult {
        generators = List.copyOf(generators);
    }

    /** The same with V(D, G) measured. */
    public RoundResult withValueFunction(double measured) {
        return new RoundResult(
                criticLoss,
                detectorLoss,
                generatorLoss,
                measured,
                diversity,
                collapsed,
                labelNoise,
                instanceNoise,
                imagesTrained,
                generators);
    }

    /** Whether every loss is a number; a round that is not finite ends as {@code diverged}. */
    public boolean finite() {
        return Double.isFinite(criticLoss) && Double.isFinite(detectorLoss) && Double.isFinite(generatorLoss);
    }
}
