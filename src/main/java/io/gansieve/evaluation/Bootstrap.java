package io.gansieve.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * One-sided 95 % bounds on how much a candidate is worse than a champion, by the paired, stratified percentile bootstrap (Efron and
 * Tibshirani, "An introduction to the bootstrap", 1993, chapter 13): reals and generated images are drawn again with replacement,
 * each stratum at its size, and both models are judged on the same draw, so that what is hard for both cancels. The bound is the 95 %
 * quantile of the difference. Same seed, same bound. Safe for any thread.
 *
 * @param samples number of draws
 */
public record Bootstrap(int samples, long seed) {
    private static final double LEVEL = 0.95;

    public Bootstrap {
        if (samples < 20) {
            throw new IllegalArgumentException("a 95 % bound needs at least 20 bootstrap samples: " + samples);
        }
    }

    /** An interval that holds the true figure with 95 % confidence. */
    public record Interval(double low, double high) {}

    /** On AUROC(champion) − AUROC(candidate); both scored the same images in the same order. */
    public double aurocLoss(Scores candidate, Scores champion) {
        checkPaired(candidate, champion);
        Ranking one = new Ranking(candidate);
        Ranking other = new Ranking(champion);
        return upperBound(candidate, draw -> Auroc.auroc(other, draw) - Auroc.auroc(one, draw));
    }

    /** On the growth of the share of reals for which the flag is set, as those called generated. */
    public double ratioGrowth(boolean[] candidate, boolean[] champion) {
        if (candidate.length == 0 || candidate.length != champion.length) {
            throw new IllegalArgumentException(
                    "expected flags of the same images, found %d and %d".formatted(candidate.length, champion.length));
        }
        return quantile(draws(candidate.length, 0, draw -> growth(candidate, champion, draw)), LEVEL);
    }

    /** On the growth of {@link CalibrationError}; both gave probabilities for the same images in the same order. */
    public double calibrationErrorGrowth(Scores candidate, double prior, Scores champion, double championPrior) {
        checkPaired(candidate, champion);
        double[] real = candidate.real();
        double[] generated = candidate.generated();
        double[] championReal = champion.real();
        double[] championGenerated = champion.generated();
        return upperBound(
                candidate,
                draw -> CalibrationError.ece(real, generated, prior, draw)
                        - CalibrationError.ece(championReal, championGenerated, championPrior, draw));
    }

    /** Two-sided, 95 %. */
    public Interval auroc(Scores scores) {
        return interval(scores, Auroc::auroc);
    }

    /** Two-sided, 95 %, on {@link Auroc#truePositiveRateAt}; each draw has its own threshold, as its reals have their own quantile. */
    public Interval truePositiveRateAt(double falsePositiveRate, Scores scores) {
        return interval(scores, (ranking, draw) -> Auroc.truePositiveRateAt(falsePositiveRate, ranking, draw));
    }

    private Interval interval(Scores scores, ToDoubleBiFunction<Ranking, Resample> figure) {
        Ranking ranking = new Ranking(scores);
        double[] figures = draws(ranking.reals(), ranking.generated(), draw -> figure.applyAsDouble(ranking, draw));
        return new Interval(quantile(figures, (1 - LEVEL) / 2), quantile(figures, (1 + LEVEL) / 2));
    }

    private double upperBound(Scores strata, ToDoubleFunction<Resample> figure) {
        return quantile(draws(strata.real().length, strata.generated().length, figure), LEVEL);
    }

    /** The figure of every draw, from the smallest. */
    private double[] draws(int reals, int generated, ToDoubleFunction<Resample> figure) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] figures = new double[samples];
        for (int sample = 0; sample < samples; sample++) {
            figures[sample] = figure.applyAsDouble(Resample.draw(reals, generated, random));
        }
        Arrays.sort(figures);
        return figures;
    }

    private static double growth(boolean[] candidate, boolean[] champion, Resample draw) {
        int growth = 0;
        for (int i = 0; i < candidate.length; i++) {
            growth += draw.real(i) * ((candidate[i] ? 1 : 0) - (champion[i] ? 1 : 0));
        }
        return (double) growth / candidate.length;
    }

    private static double quantile(double[] sorted, double level) {
        int rank = (int) Math.ceil(level * sorted.length - 1e-9);
        return sorted[Math.max(rank, 1) - 1];
    }

    private static void checkPaired(Scores candidate, Scores champion) {
        if (candidate.real().length != champion.real().length
                || candidate.generated().length != champion.generated().length) {
            throw new IllegalArgumentException(
                    "expected scores of the same images, found %s and %s".formatted(candidate, champion));
        }
    }
}
