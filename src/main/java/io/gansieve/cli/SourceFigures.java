package io.gansieve.cli;

import io.gansieve.evaluation.Auroc;
import io.gansieve.evaluation.Bootstrap;
import io.gansieve.evaluation.CalibrationError;
import io.gansieve.evaluation.Scores;
import io.gansieve.scoring.Score;

/**
 * How well a detector tells one source's images from the reals.
 *
 * @param averagePrecision depends on how many images and reals there are
 * @param tprAt1PercentFpr share of the images above a threshold taken from these very reals: the lowest that at most 1 % of them reach
 * @param falsePositiveRatio of the reals at the version's own threshold, the same for every source
 * @param fakeAccuracy share whose verdict was {@code GENERATED}
 * @param uncertainRatio share whose verdict was {@code UNCERTAIN}
 * @param ece over the reals and these images, weighted to the prior of the version's calibration
 */
record SourceFigures(
        String source,
        int images,
        double auroc,
        Bootstrap.Interval aurocInterval,
        double averagePrecision,
        double tprAt1PercentFpr,
        Bootstrap.Interval tprAt1PercentFprInterval,
        double falsePositiveRatio,
        double falsePositiveRatioIfProcessed,
        double fakeAccuracy,
        double uncertainRatio,
        double ece) {
    static final double FALSE_POSITIVE_RATE = 0.01;

    static SourceFigures of(String source, Answers reals, Answers generated, double prior, Bootstrap bootstrap) {
        Scores logits = new Scores(reals.logits(), generated.logits());
        Scores probabilities = new Scores(reals.probabilities(), generated.probabilities());
        return new SourceFigures(
                source,
                generated.count(),
                Auroc.auroc(logits),
                bootstrap.auroc(logits),
                Auroc.averagePrecision(logits),
                Auroc.truePositiveRateAt(FALSE_POSITIVE_RATE, logits),
                bootstrap.truePositiveRateAt(FALSE_POSITIVE_RATE, logits),
                reals.ratioAboveGenerated(),
                reals.ratioAboveGeneratedIfProcessed(),
                generated.ratio(Score.Decision.GENERATED),
                generated.ratio(Score.Decision.UNCERTAIN),
                CalibrationError.ece(probabilities, prior));
    }
}
