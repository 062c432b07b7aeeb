package io.gansieve.cli;

import io.gansieve.scoring.Score;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What a detector makes of the images of a set, in their order. */
record Answers(List<Score> scores) {
    Answers {
        scores = List.copyOf(scores);
    }

    int count() {
        return scores.size();
    }

    double[] logits() {
        return values(Score::logit);
    }

    double[] probabilities() {
        return values(Score::probabilityGenerated);
    }

    double ratio(Score.Decision decision) {
        return ratio(score -> score.decision() == decision);
    }

    /** The share at or above {@code generated}, whatever the verdict was: the error that this threshold was fixed for. */
    double ratioAboveGenerated() {
        return ratio(score -> score.probabilityGenerated() >= score.thresholds().generated());
    }

    double ratioAboveGeneratedIfProcessed() {
        return ratio(score -> score.probabilityGenerated() >= score.thresholds().generatedIfProcessed());
    }

    /** How many verdicts differ; both are of the same images. */
    int flips(Answers others) {
        int flips = 0;
        for (int i = 0; i < scores.size(); i++) {
            flips += scores.get(i).decision() == others.scores.get(i).decision() ? 0 : 1;
        }
        return flips;
    }

    private double ratio(Predicate<Score> property) {
        return (double) scores.stream().filter(property).count() / scores.size();
    }

    private double[] values(ToDoubleFunction<Score> value) {
        return scores.stream().mapToDouble(value).toArray();
    }
}
