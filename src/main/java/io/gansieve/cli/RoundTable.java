package io.gansieve.cli;

import io.gansieve.gan.RoundResult;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.RoundReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A round as a row of a table of 80 columns, or as a line for programs. A new figure is a new column here. */
final class RoundTable {
    private static final String NONE = "-";
    /** The key of the figure over every generated image. */
    private static final String ALL_SOURCES = "all";

    private static final String RESET = "\u001b[0m";

    /**
     * A figure of a round.
     *
     * @param name in lines
     * @param width in tables; negative for text, which stands on the left
     */
    private record Column(String name, String heading, int width, Function<RoundReport, String> value) {
        /** As many letters, or decimals, as fit. */
        String cell(String text) {
            String fitting = text.substring(0, Math.min(text.length(), Math.abs(width)));
            String whole = fitting.endsWith(".") ? fitting.substring(0, fitting.length() - 1) : fitting;
            return ("%" + width + "s").formatted(whole);
        }
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("round", "rnd", 4, report -> Long.toString(report.round())),
            new Column("", "outcome", -8, report -> report.outcome().text()),
            new Column("critic", "crit", 4, result("%.2f", RoundResult::criticLoss)),
            new Column("detector", "det", 5, result("%.3f", RoundResult::detectorLoss)),
            new Column("generator", "gen", 4, result("%.2f", RoundResult::generatorLoss)),
            new Column("label-noise", "flip", 4, result("%.2f", RoundResult::labelNoise)),
            new Column("instance-noise", "noise", 5, result("%.3f", RoundResult::instanceNoise)),
            new Column(
                    "auroc",
                    "auroc",
                    5,
                    report -> worst(report)
                            .map(source -> number("%.4f", source.getValue()))
                            .orElse(NONE)),
            new Column(
                    "worst",
                    "worst",
                    -6,
                    report -> worst(report).map(Map.Entry::getKey).orElse(NONE)),
            new Column("false-positives", "fpr", 5, gate(GateReport::falsePositiveRatio)),
            new Column("ece", "ece", 5, gate(GateReport::calibrationError)),
            new Column(
                    "modes",
                    "md",
                    2,
                    report -> report.coverage()
                            .flatMap(coverage -> coverage.average().modes())
                            .map(modes -> Integer.toString(modes.modesCovered()))
                            .orElse(NONE)),
            new Column("seconds", "s", 4, report -> number("%.1f", report.seconds())),
            new Column("images/s", "im/s", 5, RoundTable::imagesPerSecond));

    /** What the columns are, for those who see them for the first time. */
    static final List<String> LEGEND = List.of(
            "crit det gen  losses of critic, detector and generator (lower is better)",
            "flip noise    what keeps the critic from winning: labels flipped, noise added",
            "auroc worst   how surely generated images are told from real ones (1: always,",
            "              .5: guessing), of the source where that is hardest",
            "fpr ece       share of real images called generated; error of probabilities",
            "md s im/s     kinds of images that the generator draws; seconds; images/s");

    private RoundTable() {}

    static String heading() {
        return COLUMNS.stream().map(column -> column.cell(column.heading())).collect(Collectors.joining(" "));
    }

    /** @param coloured the outcome stands out */
    static String row(RoundReport report, boolean coloured) {
        return COLUMNS.stream()
                .map(column -> {
                    String cell = column.cell(column.value().apply(report));
                    return coloured && column.name().isEmpty() ? colour(report.outcome()) + cell + RESET : cell;
                })
                .collect(Collectors.joining(" "));
    }

    /** Names and figures in turn, in the order of the columns; then why a version was not promoted. */
    static String line(RoundReport report) {
        String figures = COLUMNS.stream()
                .map(column -> (column.name() + " " + column.value().apply(report)).strip())
                .collect(Collectors.joining(" "));
        return report.reason().isEmpty() ? figures : figures + ": " + report.reason();
    }

    private static String colour(RoundReport.Outcome outcome) {
        return switch (outcome) {
            case PROMOTED -> "\u001b[32m";
            case UNCHANGED, REJECTED, OTHER -> "\u001b[33m";
            case CRASHED, DIVERGED, COLLAPSED -> "\u001b[31m";
        };
    }

    private static Function<RoundReport, String> result(String format, Function<RoundResult, Double> figure) {
        return report ->
                report.result().map(figure).map(value -> number(format, value)).orElse(NONE);
    }

    private static Function<RoundReport, String> gate(Function<GateReport, Double> figure) {
        return report ->
                report.gate().map(figure).map(value -> number("%.3f", value)).orElse(NONE);
    }

    /** The source that the version tells least well from real images. */
    private static Optional<Map.Entry<String, Double>> worst(RoundReport report) {
        return report.gate().stream()
                .flatMap(gate -> gate.auroc().entrySet().stream())
                .filter(source -> !source.getKey().equals(ALL_SOURCES))
                .min(Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
    }

    private static String imagesPerSecond(RoundReport report) {
        return report.result()
                .map(result -> number("%.0f", result.imagesTrained() / report.seconds()))
                .orElse(NONE);
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : NONE;
    }
}
