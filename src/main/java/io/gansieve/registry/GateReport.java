package io.gansieve.registry;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the gate measured and decided.
 *
 * @param reasons why not, one line each; empty if passed
 * @param auroc of the candidate on the gate split, by source ({@code all} for every generated image together)
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

    public GateReport {
        reasons = List.copyOf(reasons);
        auroc = Map.copyOf(auroc);
        championAuroc = Map.copyOf(championAuroc);
    }

    /** With the AUROC of {@code all} and the first sources by name, and without the champion's. */
    GateReport summary(int sources) {
        SortedMap<String, Double> few = new TreeMap<>();
        if (auroc.containsKey(Gate.ALL)) {
            few.put(Gate.ALL, auroc.get(Gate.ALL));
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
