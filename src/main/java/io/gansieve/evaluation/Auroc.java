package io.gansieve.evaluation;

/**
 * How well scores rank generated images above reals, whatever the threshold. Ties count as groups, so that no figure depends on the
 * order of the images.
 */
public final class Auroc {
    private Auroc() {}

    /**
     * The area under the ROC curve: the probability that a generated image scores above a real one, ties counting half, which is the
     * Mann-Whitney statistic over n₊·n₋ (Hanley and McNeil, "The meaning and use of the area under a receiver operating
     * characteristic curve", 1982).
     */
    public static double auroc(Scores scores) {
        return auroc(new Ranking(scores), Resample.identity(scores.real().length, scores.generated().length));
    }

    /**
     * Average precision Σ (Rᵢ − Rᵢ₋₁)·Pᵢ over the distinct scores from the largest down, without interpolation (as scikit-learn's
     * {@code average_precision_score}). It depends on the share of generated images.
     */
    public static double averagePrecision(Scores scores) {
        Ranking ranking = new Ranking(scores);
        Sum sum = new Sum();
        ranking.walk(Resample.identity(ranking.reals(), ranking.generated()), (realsAbove, above, reals, generated) -> {
            double precision = (double) (above + generated) / (realsAbove + reals + above + generated);
            sum.value += precision * generated / ranking.generated();
        });
        return sum.value;
    }

    /**
     * The largest share of generated images caught by a threshold that at most {@code falsePositiveRate} of the reals reach, where an
     * image reaches a threshold that it equals. The threshold is thus the reals' own upper quantile; below 1/{@code falsePositiveRate}
     * reals it lies above them all.
     */
    public static double truePositiveRateAt(double falsePositiveRate, Scores scores) {
        return truePositiveRateAt(
                falsePositiveRate,
                new Ranking(scores),
                Resample.identity(scores.real().length, scores.generated().length));
    }

    static double auroc(Ranking ranking, Resample weights) {
        Sum pairs = new Sum();
        ranking.walk(
                weights, (realsAbove, above, reals, generated) -> pairs.value += reals * (above + generated / 2.0));
        return pairs.value / ((double) ranking.reals() * ranking.generated());
    }

    static double truePositiveRateAt(double falsePositiveRate, Ranking ranking, Resample weights) {
        Sum best = new Sum();
        ranking.walk(weights, (realsAbove, above, reals, generated) -> {
            if ((double) (realsAbove + reals) / ranking.reals() <= falsePositiveRate) {
                best.value = (double) (above + generated) / ranking.generated();
            }
        });
        return best.value;
    }

    private static final class Sum {
        private double value;
    }
}
