package io.gansieve.registry;

import io.gansieve.image.SourceName;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the gate measured and decided. Bounded, so that it fits a record however many sources there are: with the
 * sources that replay names it has at most 120 KiB as JSON.
 *
 * @param reasons why not, one line each of at most {@value #MAX_REASON} characters; empty if passed. Past {@value #MAX_REASONS} the last
 *     one says how many more there are
 * @param auroc of the candidate on the gate split, by forger and by source as {@link SourceName#outside} has it, {@code other} for
 *     sources without a name and {@code all} for every generated image together; at most {@value #MAX_SOURCES} entries, of which
 *     {@code all} is one
 * @param falsePositiveRatio share of gate reals called GENERATED at the candidate's own thresholds
 * @param calibrationError expected calibration error on the gate split
 * @param reals of the gate split; {@code generated} with the fresh samples of the own generator
 */
public record GateReport(
        boolean passed,
        List<String> reasons,
        Map<String, Double> auroc,
        Map<String, Double> championAuroc,
        double falsePositiveRatio,
        double calibrationError,
        int reals,
        int generated) {
    private static final int SUMMARY_REASONS = 3;
    static final int MAX_REASONS = 10;
    static final int MAX_REASON = 200;

    /** More than replay names, with the own forgers: only an older report is cut. */
    static final int MAX_SOURCES = 300;

    public GateReport {
        reasons = boundedReasons(reasons);
        auroc = boundedSources(auroc);
        championAuroc = boundedSources(championAuroc);
    }

    private static List<String> boundedReasons(List<String> reasons) {
        Stream<String> cut = reasons.stream()
                .limit(reasons.size() > MAX_REASONS ? MAX_REASONS - 1 : MAX_REASONS)
                .map(reason -> RoundReport.cut(reason, MAX_REASON));
        return reasons.size() > MAX_REASONS
                ? Stream.concat(cut, Stream.of("and %d more".formatted(reasons.size() - MAX_REASONS + 1)))
                        .toList()
                : cut.toList();
    }

    /** The first in the alphabet; of names that are one when they are cut, the worse figure. */
    private static Map<String, Double> boundedSources(Map<String, Double> aurocs) {
        Map<String, Double> bounded = new TreeMap<>();
        aurocs.forEach((source, auroc) -> bounded.merge(SourceName.bounded(source), auroc, Math::min));
        bounded.keySet().stream()
                .filter(source -> !source.equals(SourceName.ALL))
                .skip(MAX_SOURCES - 1L)
                .toList()
                .forEach(bounded::remove);
        return Map.copyOf(bounded);
    }

    /** With the AUROC of {@code all} and the first sources by name, and without the champion's. */
    GateReport summary(int sources) {
        SortedMap<String, Double> few = new TreeMap<>();
        if (auroc.containsKey(SourceName.ALL)) {
            few.put(SourceName.ALL, auroc.get(SourceName.ALL));
        }
        new TreeMap<>(auroc)
                .entrySet().stream().limit(sources).forEach(entry -> few.put(entry.getKey(), entry.getValue()));
        return new GateReport(
                passed,
                reasons.stream().limit(SUMMARY_REASONS).toList(),
                few,
                Map.of(),
                falsePositiveRatio,
                calibrationError,
                reals,
                generated);
    }
}
