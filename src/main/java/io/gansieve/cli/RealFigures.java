package io.gansieve.cli;

import io.gansieve.scoring.Score;

/**
 * How the reals fared.
 *
 * @param falsePositiveRatio share at or above the version's own threshold {@code generated}, as it stands
 * @param falsePositiveRatioIfProcessed the same for {@code generatedIfProcessed}
 * @param generatedRatio share whose verdict was {@code GENERATED}
 * @param uncertainRatio share whose verdict was {@code UNCERTAIN}
 */
record RealFigures(
        int images,
        double falsePositiveRatio,
        double falsePositiveRatioIfProcessed,
        double generatedRatio,
        double uncertainRatio) {
    static RealFigures of(Answers reals) {
        return new RealFigures(
                reals.count(),
                reals.ratioAboveGenerated(),
                reals.ratioAboveGeneratedIfProcessed(),
                reals.ratio(Score.Decision.GENERATED),
                reals.ratio(Score.Decision.UNCERTAIN));
    }
}
