package io.gansieve.app;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.evaluation.Ndb;
import io.gansieve.gan.RoundResult;
import io.gansieve.image.SourceName;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.RoundCoverage;
import io.gansieve.registry.RoundReport;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A round in a few figures, as {@code /rounds} shows it; what was not measured is {@code null}.
 *
 * @param reason why it did not make a champion, cut where it is long
 * @param version that it made; 0 for none
 * @param losses means over the round's steps
 * @param modes that the averaged generator covers, of {@code classes}; absent without a classifier
 * @param binsDiffering share of the bins in which the averaged generator differs from the reals (NDB)
 * @param auroc on the gate split over all generated images
 */
record RoundSummary(
        long round,
        RoundReport.Outcome outcome,
        String reason,
        long version,
        Instant startedAt,
        double seconds,
        Losses losses,
        double valueFunction,
        double labelNoise,
        double instanceNoise,
        Optional<Integer> modes,
        Optional<Integer> classes,
        double reverseKl,
        double reverseKlFloor,
        double binsDiffering,
        double auroc,
        double falsePositiveRatio,
        double calibrationError) {
    private static final int MAX_REASON = 300;

    record Losses(double critic, double generator, double detector) {}

    static RoundSummary of(RoundReport report) {
        Optional<RoundResult> result = report.result();
        Optional<GateReport> gate = report.gate();
        Optional<ModeCoverage> modes =
                report.coverage().map(RoundCoverage::average).flatMap(RoundCoverage.Generator::modes);
        Optional<Ndb> bins = report.coverage().map(RoundCoverage::average).flatMap(RoundCoverage.Generator::bins);
        Function<ToDoubleFunction<RoundResult>, Double> step = figure -> figure(result, figure);
        return new RoundSummary(
                report.round(),
                report.outcome(),
                RoundReport.cut(report.reason(), MAX_REASON),
                report.version(),
                report.startedAt(),
                report.seconds(),
                new Losses(
                        step.apply(RoundResult::criticLoss),
                        step.apply(RoundResult::generatorLoss),
                        step.apply(RoundResult::detectorLoss)),
                step.apply(RoundResult::valueFunction),
                step.apply(RoundResult::labelNoise),
                step.apply(RoundResult::instanceNoise),
                modes.map(ModeCoverage::modesCovered),
                modes.map(ModeCoverage::classes),
                figure(modes, ModeCoverage::reverseKl),
                figure(modes, ModeCoverage::reverseKlFloor),
                figure(bins, found -> (double) found.different() / found.bins()),
                figure(gate, found -> found.auroc().getOrDefault(SourceName.ALL, Double.NaN)),
                figure(gate, GateReport::falsePositiveRatio),
                figure(gate, GateReport::calibrationError));
    }

    private static <T> double figure(Optional<T> source, ToDoubleFunction<T> figure) {
        return source.isPresent() ? figure.applyAsDouble(source.get()) : Double.NaN;
    }
}
