package io.gansieve.gan;

import java.util.List;

/**
 * What a round's steps gave.
 *
 * @param criticLoss mean over the steps, as are the other two losses
 * @param valueFunction V(D, G) without noise on the round's last batch, in nats; NaN for objectives that have none
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

    /** Whether every loss is a number; a round that is not finite ends as {@code diverged}. */
    public boolean finite() {
        return Double.isFinite(criticLoss) && Double.isFinite(detectorLoss) && Double.isFinite(generatorLoss);
    }
}
