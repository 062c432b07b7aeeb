package io.gansieve.cli;

import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Verdict;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the demonstration has seen come back. The first part of an image's id tells who made it. Used by one thread. */
final class DemoTally {
    private final Map<RoundReport.Outcome, Integer> rounds = new EnumMap<>(RoundReport.Outcome.class);
    private final Map<String, Map<Score.Decision, Integer>> verdicts = new TreeMap<>();
    private long answered;
    private long champion;

    void add(RoundReport report) {
        rounds.merge(report.outcome(), 1, Integer::sum);
    }

    void add(Verdict verdict) {
        answered++;
        champion = Math.max(champion, verdict.modelVersion());
        String source =
                verdict.imageId().substring(0, Math.max(0, verdict.imageId().indexOf('/')));
        verdicts.computeIfAbsent(source, any -> new EnumMap<>(Score.Decision.class))
                .merge(verdict.verdict(), 1, Integer::sum);
    }

    /** Verdicts so far. */
    long answered() {
        return answered;
    }

    /** The highest version that has answered. */
    long champion() {
        return champion;
    }

    int rounds() {
        return rounds.values().stream().mapToInt(Integer::intValue).sum();
    }

    int promoted() {
        return rounds.getOrDefault(RoundReport.Outcome.PROMOTED, 0);
    }

    static String line(RoundReport report) {
        String auroc = report.gate()
                .map(gate -> gate.auroc().get("all"))
                .map(value -> String.format(Locale.ROOT, ", AUROC %.4f", value))
                .orElse("");
        return "round %d: %s%s in %.1f s%s%s"
                .formatted(
                        report.round(),
                        report.outcome().text(),
                        report.version() > 0 ? " (version " + report.version() + ")" : "",
                        report.seconds(),
                        auroc,
                        report.reason().isEmpty() ? "" : ": " + report.reason());
    }

    void print(PrintWriter out) {
        if (rounds() > 0) {
            out.println("rounds      " + rounds() + " " + rounds);
            out.println("promoted    " + promoted());
        }
        out.println("%-20s %9s %9s %9s".formatted("verdicts", "REAL", "GENERATED", "UNCERTAIN"));
        verdicts.forEach((source, counts) -> out.println("%-20s %9d %9d %9d"
                .formatted(
                        source,
                        counts.getOrDefault(Score.Decision.REAL, 0),
                        counts.getOrDefault(Score.Decision.GENERATED, 0),
                        counts.getOrDefault(Score.Decision.UNCERTAIN, 0))));
        out.flush();
    }
}
