package io.gansieve.gan;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a round's steps gave.
 *
 * @param criticLoss mean over the steps, as are the other two losses
 * @param valueFunction V(D, G) as {@link GanTrainer#criticFigures} measures it after the steps, in nats; NaN until then, and after a
 *     round that left no healthy state; so are the next three
 * @param wassersteinEstimate in the critic's units, see {@link Objective#wassersteinEstimate}
 * @param realAccuracy of the critic, see {@link CriticFigures}
 * @param diversity of the generator's samples at the end: their variance within classes over that of the reals; NaN if a loss is not finite
 * @param collapsed whether the samples, diverse at the start, became all but one image (of each class)
 * @param labelNoise the flip ratio at the end of the round
 * @param instanceNoise σ at the end of the round, pixels in [−1, 1]
 * @param generators whose samples the detector was trained against, as {@code gan}
 * @param satOut forgers that failed in the round, which went on without them, each with the reason
 */
public record RoundResult(
        double criticLoss,
        double detectorLoss,
        double generatorLoss,
        double valueFunction,
        double wassersteinEstimate,
        double realAccuracy,
        double generatedAccuracy,
        double diversity,
        boolean collapsed,
        double labelNoise,
        double instanceNoise,
        long imagesTrained,
        List<String> generators,
        SortedMap<String, String> satOut) {
    public RoundResult {
        generators = List.copyOf(generators);
        satOut = Collections.unmodifiableSortedMap(new TreeMap<>(satOut));
    }

    /** With figures of the critic that are not measured yet, and every forger taking part. */
    public RoundResult(
            double criticLoss,
            double detectorLoss,
            double generatorLoss,
            double diversity,
            boolean collapsed,
            double labelNoise,
            double instanceNoise,
            long imagesTrained,
            List<String> generators) {
        this(
                criticLoss,
                detectorLoss,
                generatorLoss,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                diversity,
                collapsed,
                labelNoise,
                instanceNoise,
                imagesTrained,
                generators,
                new TreeMap<>());
    }

    /** The same with the critic's figures measured. */
    public RoundResult with(CriticFigures measured) {
        return new RoundResult(
                criticLoss,
                detectorLoss,
                generatorLoss,
                measured.valueFunction(),
                measured.wassersteinEstimate(),
                measured.realAccuracy(),
                measured.generatedAccuracy(),
                diversity,
                collapsed,
                labelNoise,
                instanceNoise,
                imagesTrained,
                generators,
                satOut);
    }

    /** The same with forgers that failed. */
    public RoundResult withSatOut(SortedMap<String, String> failed) {
        return new RoundResult(
                criticLoss,
                detectorLoss,
                generatorLoss,
                valueFunction,
                wassersteinEstimate,
                realAccuracy,
                generatedAccuracy,
                diversity,
                collapsed,
                labelNoise,
                instanceNoise,
                imagesTrained,
                generators,
                failed);
    }

    /** Whether every loss is a number; a round that is not finite ends as {@code diverged}. */
    public boolean finite() {
        return Double.isFinite(criticLoss) && Double.isFinite(detectorLoss) && Double.isFinite(generatorLoss);
    }
}
