package io.gansieve.cli;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Score;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What the demonstration says, on the way and at its end. */
final class DemoSummary {
    private final DemoTally tally;

    DemoSummary(DemoTally tally) {
        this.tally = tally;
    }

    /** The state of things in 79 letters, as long as the figures are of their usual size. */
    String status(DemoAct act, long seconds, double imagesPerSecond) {
        List<String> parts = new ArrayList<>();
        parts.add(format("%d:%02d %s", seconds / 60, seconds % 60, act.text()));
        parts.add(format("%.0f im/s %.0f/%.0f ms", imagesPerSecond, tally.latency(0.5), tally.latency(0.99)));
        parts.add("v" + tally.champion());
        coverage().ifPresent(found -> parts.add(format("%d/%d modes", found.modesCovered(), found.classes())));
        tally.auroc(act, DemoCast.PAST, true).ifPresent(auroc -> parts.add(format("past %.3f", auroc)));
        tally.auroc(act, DemoCast.MIXTURE, true).ifPresent(auroc -> parts.add(format("mixture %.3f", auroc)));
        return String.join("  ", parts);
    }

    /** The AUROC against the mixture in an act. */
    String newcomer(DemoAct act) {
        return figure(tally.auroc(act, DemoCast.MIXTURE, false));
    }

    void print(PrintWriter out) {
        String outcomes = Arrays.stream(RoundReport.Outcome.values())
                .filter(outcome -> tally.rounds(outcome) > 0)
                .map(outcome -> tally.rounds(outcome) + " " + outcome.text())
                .collect(Collectors.joining(", "));
        out.println(format("rounds      %d%s", tally.rounds(), outcomes.isEmpty() ? "" : ": " + outcomes));
        out.println(format("verdicts    %d, one for each image", tally.answered()));
        out.println("champion    version " + tally.champion());
        out.println(
                format("calibration error at most %.3f, over all promoted versions", tally.worstCalibrationError()));
        coverage().ifPresent(found -> printDigits(out, found));
        out.println(format(
                "newcomer    AUROC %s before its first label, %s after",
                newcomer(DemoAct.NEWCOMER), newcomer(DemoAct.EXAM)));
        printExam(out);
    }

    private void printDigits(PrintWriter out, ModeCoverage found) {
        out.println(format(
                "generator   draws %d of %d digits; a classifier is sure of %.1f %% of %d samples",
                found.modesCovered(), found.classes(), 100 * found.confidentRatio(), found.samples()));
        StringBuilder shares = new StringBuilder("            0, 1, 2 ... in %:");
        for (double share : found.confidentShares()) {
            shares.append(format(" %.1f", 100 * share));
        }
        out.println(shares);
        out.println(format(
                "            reverse KL %.3f nats from the digits' own shares (perfect: %.3f)",
                found.reverseKl(), found.reverseKlFloor()));
    }

    private void printExam(PrintWriter out) {
        out.println();
        out.println(format("%-20s %9s %9s %9s %7s", "unseen, unlabelled", "REAL", "GENERATED", "UNCERTAIN", "AUROC"));
        for (String source : List.of(DemoCast.DIGITS, DemoCast.PAST, DemoCast.MIXTURE)) {
            tally.answers(DemoAct.EXAM, source)
                    .ifPresent(answers -> out.println(format(
                            "%-20s %9d %9d %9d %7s",
                            source,
                            answers.count(Score.Decision.REAL),
                            answers.count(Score.Decision.GENERATED),
                            answers.count(Score.Decision.UNCERTAIN),
                            source.equals(DemoCast.DIGITS) ? "" : figure(tally.auroc(DemoAct.EXAM, source, false)))));
        }
        tally.answers(DemoAct.EXAM, DemoCast.DIGITS)
                .ifPresent(digits -> out.println(format(
                        "%.2f %% of MNIST's test images are called GENERATED; %.2f %% if files are clean",
                        100.0 * digits.count(Score.Decision.GENERATED) / digits.count(), 100 * digits.aboveClean())));
    }

    private Optional<ModeCoverage> coverage() {
        return tally.lastPromoted()
                .flatMap(RoundReport::coverage)
                .flatMap(coverage -> coverage.average().modes());
    }

    private static String figure(OptionalDouble value) {
        return value.isPresent() ? format("%.4f", value.getAsDouble()) : "-";
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
