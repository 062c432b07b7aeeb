package io.gansieve.cli;

import io.gansieve.evaluation.Bootstrap;
import io.gansieve.image.Printable;
import io.gansieve.scoring.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An {@link EvaluationReport} for people: sources with the worst first, their mean, reals; controls are columns beside them. */
final class EvaluationTable {
    private static final String NONE = "-";
    private static final List<String> COLUMNS = List.of(
            "SOURCE",
            "IMAGES",
            "AUROC",
            "95%",
            "AP",
            "TPR@1%",
            "95%",
            "FPR",
            "FPR-PROC",
            "GENERATED",
            "UNCERTAIN",
            "ECE");
    private static final List<String> CONTROL_COLUMNS =
            List.of("HIST-MATCHED", "JPEG-MATCHED", "BASELINE", "BASELINE-TPR");

    private final EvaluationReport report;

    EvaluationTable(EvaluationReport report) {
        this.report = report;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(model());
        lines.addAll(sources());
        if (!report.corruptions().isEmpty()) {
            lines.add("");
            lines.addAll(corruptions());
        }
        lines.add("");
        lines.addAll(legend());
        return lines;
    }

    private String model() {
        Thresholds thresholds = report.model().thresholds();
        return String.format(
                Locale.ROOT,
                "version %d, sha256 %.12s, thresholds real %s, generated %s, generatedIfProcessed %s",
                report.model().version(),
                report.model().sha256(),
                thresholds.real(),
                thresholds.generated(),
                thresholds.generatedIfProcessed());
    }

    private List<String> sources() {
        TextTable table = new TextTable().row(withControls(COLUMNS, CONTROL_COLUMNS));
        for (int i = 0; i < report.sources().size(); i++) {
            Optional<ControlFigures> controls = report.controls().isEmpty()
                    ? Optional.empty()
                    : Optional.of(report.controls().get(i));
            table.row(withControls(source(report.sources().get(i)), controls(controls)));
        }
        table.row(withControls(mean(), controls(report.controlsMean())));
        table.row(withControls(real(), controls(Optional.empty())));
        report.unfamiliar()
                .forEach(unfamiliar -> table.row(withControls(unfamiliar(unfamiliar), controls(Optional.empty()))));
        return table.lines();
    }

    private List<String> withControls(List<String> cells, List<String> controls) {
        List<String> all = new ArrayList<>(cells);
        if (!report.controls().isEmpty()) {
            all.addAll(controls);
        }
        return all;
    }

    private static List<String> source(SourceFigures source) {
        return List.of(
                Printable.line(source.source()),
                Integer.toString(source.images()),
                figure(source.auroc()),
                interval(source.aurocInterval()),
                figure(source.averagePrecision()),
                figure(source.tprAt1PercentFpr()),
                interval(source.tprAt1PercentFprInterval()),
                NONE,
                NONE,
                figure(source.fakeAccuracy()),
                figure(source.uncertainRatio()),
                figure(source.ece()));
    }

    private List<String> mean() {
        MeanFigures mean = report.mean();
        return List.of(
                "mean of " + mean.sources(),
                NONE,
                figure(mean.auroc()),
                NONE,
                figure(mean.averagePrecision()),
                figure(mean.tprAt1PercentFpr()),
                NONE,
                NONE,
                NONE,
                figure(mean.fakeAccuracy()),
                figure(mean.uncertainRatio()),
                figure(mean.ece()));
    }

    private List<String> real() {
        RealFigures real = report.real();
        return List.of(
                "real",
                Integer.toString(real.images()),
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                figure(real.falsePositiveRatio()),
                figure(real.falsePositiveRatioIfProcessed()),
                figure(real.generatedRatio()),
                figure(real.uncertainRatio()),
                NONE);
    }

    private static List<String> unfamiliar(UnfamiliarFigures unfamiliar) {
        return List.of(
                "unfamiliar " + Printable.line(unfamiliar.source()),
                Integer.toString(unfamiliar.images()),
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                figure(unfamiliar.generatedRatio()),
                figure(unfamiliar.uncertainRatio()),
                NONE);
    }

    private static List<String> controls(Optional<ControlFigures> controls) {
        return controls.map(figures -> List.of(
                        figure(figures.histogramMatchedAuroc()),
                        figure(figures.jpegMatchedAuroc()),
                        figure(figures.histogramBaselineAuroc()),
                        figure(figures.histogramBaselineTprAt1PercentFpr())))
                .orElse(List.of(NONE, NONE, NONE, NONE));
    }

    private List<String> corruptions() {
        TextTable table = new TextTable()
                .row(List.of(
                        "CORRUPTION",
                        "FPR",
                        "FPR-PROC",
                        "REAL-AS-GENERATED",
                        "REAL-UNCERTAIN",
                        "FAKE-AS-GENERATED",
                        "FAKE-AS-REAL",
                        "AUROC",
                        "FLIPS"));
        report.corruptions()
                .forEach(corruption -> table.row(List.of(
                        corruption.name(),
                        figure(corruption.falsePositiveRatio()),
                        figure(corruption.falsePositiveRatioIfProcessed()),
                        figure(corruption.generatedRatio()),
                        figure(corruption.uncertainRatio()),
                        figure(corruption.fakeAccuracy()),
                        figure(corruption.fakeAsRealRatio()),
                        figure(corruption.auroc()),
                        figure(corruption.flipRatio()))));
        return table.lines();
    }

    private List<String> legend() {
        List<String> lines = new ArrayList<>();
        lines.add("FPR, FPR-PROC: reals at or above the version's own thresholds generated, generatedIfProcessed.");
        lines.add(
                "GENERATED, UNCERTAIN: share of verdicts. TPR@1%: at the threshold that at most 1 % of these reals reach.");
        if (!report.corruptions().isEmpty()) {
            lines.add(
                    "Corrupted: AUROC, FAKE-AS-GENERATED and -REAL are means over the sources, FLIPS the share of all images.");
        }
        if (!report.controls().isEmpty()) {
            lines.add(
                    "HIST-MATCHED, JPEG-MATCHED: AUROC after the reals' grey levels for the source, JPEG 75 for both.");
            lines.add(
                    "BASELINE: AUROC, and TPR at 1 % FPR, of the histogram's distance from reals, without a network.");
        }
        return lines;
    }

    private static String interval(Bootstrap.Interval interval) {
        return figure(interval.low()) + "-" + figure(interval.high());
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
