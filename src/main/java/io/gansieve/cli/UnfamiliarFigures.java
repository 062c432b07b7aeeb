package io.gansieve.cli;

import io.gansieve.scoring.Score;

/** The verdicts on reals that are unlike those of the training: {@code UNCERTAIN} is right, {@code GENERATED} is wrong. */
record UnfamiliarFigures(String source, int images, double generatedRatio, double uncertainRatio, double realRatio) {
    static UnfamiliarFigures of(String source, Answers answers) {
        return new UnfamiliarFigures(
                source,
                answers.count(),
                answers.ratio(Score.Decision.GENERATED),
                answers.ratio(Score.Decision.UNCERTAIN),
                answers.ratio(Score.Decision.REAL));
    }
}
