package io.gansieve.registry;

import java.util.List;
import java.util.Map;

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
    public GateReport {
        reasons = List.copyOf(reasons);
        auroc = Map.copyOf(auroc);
        championAuroc = Map.copyOf(championAuroc);
    }
}
