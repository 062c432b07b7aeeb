package io.gansieve.cli;

import io.gansieve.evaluation.Bootstrap;
import io.gansieve.evaluation.HistogramBaseline;
import io.gansieve.image.Corruption;
import io.gansieve.scoring.Detector;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Measures a detector on sets of images: once as they are, and, if asked, corrupted and under controls.
 *
 * @param unfamiliar reals unlike those of the training
 * @param corruptions none, or those to repeat it under
 * @param baseline for the controls, which are left out without it
 */
record Evaluation(
        ImageSet reals,
        List<ImageSet> generated,
        List<ImageSet> unfamiliar,
        List<Corruption> corruptions,
        Optional<HistogramBaseline> baseline) {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(1000, 1);

    private record Examined(ImageSet set, Answers answers) {}

    private record Source(Examined examined, SourceFigures figures) {}

    /**
     * What was measured, and the answers that it was measured from.
     *
     * @param sources in the order of the report's
     */
    record Result(EvaluationReport report, Answers reals, List<Judged> sources) {
        Result {
            sources = List.copyOf(sources);
        }
    }

    /** The answers to one source's images. */
    record Judged(String name, Answers answers) {}

    Result run(Detector detector, PrintWriter err) {
        Examiner examiner = new Examiner(detector, Progress.on(err, "images scored", imagesToScore()));
        Answers realAnswers = examiner.answers(reals.images());
        List<Source> sources = sources(examiner, realAnswers, detector);
        List<SourceFigures> figures = sources.stream().map(Source::figures).toList();
        List<ControlFigures> controls = baseline.map(fitted -> controls(examiner, realAnswers, sources, fitted))
                .orElse(List.of());
        EvaluationReport report = new EvaluationReport(
                EvaluationReport.Model.of(detector),
                RealFigures.of(realAnswers),
                figures,
                MeanFigures.of(figures),
                unfamiliar.stream()
                        .map(set -> UnfamiliarFigures.of(set.name(), examiner.answers(set.images())))
                        .toList(),
                corruptions.stream()
                        .map(corruption -> corrupted(examiner, realAnswers, sources, corruption))
                        .toList(),
                controls,
                baseline.map(fitted -> ControlFigures.mean(controls)));
        examiner.end();
        List<Judged> judged = sources.stream()
                .map(source -> new Judged(
                        source.examined().set().name(), source.examined().answers()))
                .toList();
        return new Result(report, realAnswers, judged);
    }

    private List<Source> sources(Examiner examiner, Answers realAnswers, Detector detector) {
        double prior = detector.metadata().calibration().prior();
        List<Examined> examined = generated.stream()
                .map(set -> new Examined(set, examiner.answers(set.images())))
                .toList();
        return examined.parallelStream()
                .map(source -> new Source(
                        source, SourceFigures.of(source.set().name(), realAnswers, source.answers(), prior, BOOTSTRAP)))
                .sorted(Comparator.comparingDouble(
                                (Source source) -> source.figures().auroc())
                        .thenComparing(source -> source.figures().source()))
                .toList();
    }

    private CorruptionFigures corrupted(
            Examiner examiner, Answers realAnswers, List<Source> sources, Corruption corruption) {
        return CorruptionFigures.of(
                corruption.name(),
                realAnswers,
                sources.stream().map(source -> source.examined().answers()).toList(),
                examiner.answers(reals.images(), corruption::apply),
                sources.stream()
                        .map(source -> examiner.answers(source.examined().set().images(), corruption::apply))
                        .toList());
    }

    private List<ControlFigures> controls(
            Examiner examiner, Answers realAnswers, List<Source> sources, HistogramBaseline fitted) {
        Controls controls = new Controls(examiner, reals, realAnswers, fitted);
        return sources.stream()
                .map(source -> controls.of(source.examined().set()))
                .toList();
    }

    /** As they are, under each corruption, and for the controls as JPEG and, the generated ones, with other grey levels. */
    private long imagesToScore() {
        long fakes = count(generated);
        long both = reals.images().size() + fakes;
        return both + count(unfamiliar) + both * corruptions.size() + (baseline.isPresent() ? both + fakes : 0);
    }

    private static long count(List<ImageSet> sets) {
        return sets.stream().mapToLong(set -> set.images().size()).sum();
    }
}
