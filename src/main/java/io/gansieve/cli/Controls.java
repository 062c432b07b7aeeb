package io.gansieve.cli;

import io.gansieve.evaluation.Auroc;
import io.gansieve.evaluation.HistogramBaseline;
import io.gansieve.evaluation.HistogramMatching;
import io.gansieve.evaluation.Scores;
import io.gansieve.image.Corruption;

/** Measures {@link ControlFigures}, source by source, against the same reals. Used by one thread. */
final class Controls {
    private static final Corruption JPEG = new Corruption.Jpeg(75);
    private static final long SEED = 1;

    private final Examiner examiner;
    private final HistogramMatching matching;
    private final HistogramBaseline baseline;
    private final double[] reals;
    private final double[] jpegReals;

    /** @param answers to the reals as they are */
    Controls(Examiner examiner, ImageSet reals, Answers answers, HistogramBaseline baseline) {
        this.examiner = examiner;
        this.matching = HistogramMatching.to(reals.images(), SEED);
        this.baseline = baseline;
        this.reals = answers.logits();
        this.jpegReals = examiner.answers(reals.images(), JPEG::apply).logits();
    }

    ControlFigures of(ImageSet source) {
        double[] matched = examiner.answers(matching.apply(source.images())).logits();
        double[] jpeg = examiner.answers(source.images(), JPEG::apply).logits();
        Scores distances = baseline.scores(source.images());
        return new ControlFigures(
                source.name(),
                Auroc.auroc(new Scores(reals, matched)),
                Auroc.auroc(new Scores(jpegReals, jpeg)),
                Auroc.auroc(distances),
                Auroc.truePositiveRateAt(SourceFigures.FALSE_POSITIVE_RATE, distances));
    }
}
