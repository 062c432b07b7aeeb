package io.gansieve.cli;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Means over the sources, each with the same weight, however many images it has. */
record MeanFigures(
        int sources,
        double auroc,
        double averagePrecision,
        double tprAt1PercentFpr,
        double fakeAccuracy,
        double uncertainRatio,
        double ece) {
    static MeanFigures of(List<SourceFigures> sources) {
        return new MeanFigures(
                sources.size(),
                mean(sources, SourceFigures::auroc),
                mean(sources, SourceFigures::averagePrecision),
                mean(sources, SourceFigures::tprAt1PercentFpr),
                mean(sources, SourceFigures::fakeAccuracy),
                mean(sources, SourceFigures::uncertainRatio),
                mean(sources, SourceFigures::ece));
    }

    static <T> double mean(List<T> sources, ToDoubleFunction<T> figure) {
        return sources.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }
}
