package io.gansieve.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    private static final int MOST_REASONS = 10;

    public GateReport {
        reasons = List.copyOf(reasons);
        auroc = Map.copyOf(auroc);
        championAuroc = Map.copyOf(championAuroc);
    }

    /** With a few reasons, and with the figure of all sources together in place of each one's. */
    GateReport shortened() {
        return new GateReport(
                passed,
                reasons.stream().limit(MOST_REASONS).map(RoundReport::cut).toList(),
                only(Gate.ALL, auroc),
                only(Gate.ALL, championAuroc),
                falsePositiveRatio,
                calibrationError,
                reals,
                generated);
    }

    private static Map<String, Double> only(String name, Map<String, Double> figures) {
        Map<String, Double> only = new HashMap<>(figures);
        only.keySet().retainAll(Set.of(name));
        return only;
    }
}
