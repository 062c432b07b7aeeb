package io.gansieve.cli;

import io.gansieve.evaluation.CalibrationError;
import io.gansieve.evaluation.Roc;
import io.gansieve.evaluation.Scores;
import io.gansieve.image.Printable;
import java.util.List;
import java.util.Locale;

/** An evaluation as one HTML file that needs nothing else: a table, and for each source, worst first, ROC and reliability as SVG. */
final class EvaluationPage {
    private static final int STEPS = 200;

    /** Of a plot's square, in SVG units. */
    private static final int SIDE = 200;

    private static final String STYLE = """
        :root { color-scheme: light dark; --ink: #1d2023; --muted: #5a5f66; --line: #dcd9d2; --ground: #faf9f6; --mark: #a8400b; --bar: #0a6a72; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e7e5e0; --muted: #a3a8af; --line: #33373e; --ground: #14161a; --mark: #f19a62; --bar: #5fc6cc; } }
        body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
        h1 { font-size: 1.35rem; } h2 { font-size: 1rem; margin: 0; } p { color: var(--muted); max-width: 60rem; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; } th { color: var(--muted); font-weight: 500; }
        .sources { display: grid; gap: 1.4rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); margin-top: 1.5rem; }
        .plots { display: flex; flex-wrap: wrap; gap: 1rem; } svg { width: 16rem; max-width: 100%; height: auto; }
        text { fill: var(--muted); font-size: 10px; } .frame { fill: none; stroke: var(--line); } .even { stroke: var(--muted); stroke-dasharray: 3 3; }
        .curve { fill: none; stroke: var(--mark); stroke-width: 2; stroke-linejoin: round; } .dot { fill: var(--mark); } .share { fill: var(--bar); opacity: .45; }
        """;

    private final Evaluation.Result result;

    EvaluationPage(Evaluation.Result result) {
        this.result = result;
    }

    String html() {
        EvaluationReport.Model model = result.report().model();
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>GANsieve: evaluation of version %d</title>\n<style>\n%s</style></head>\n<body><main>\n"
                        .formatted(model.version(), STYLE))
                .append("<h1>Evaluation of version %d</h1>\n".formatted(model.version()))
                .append(
                        "<p>sha256 %s, trained against %s. %d real images; sources of generated ones follow, the one that the "
                                .formatted(
                                        model.sha256(),
                                        escaped(String.join(", ", model.trainedAgainst())),
                                        result.report().real().images()))
                .append("detector tells worst first. Brackets: 95 % bootstrap intervals.</p>\n")
                .append(table())
                .append(keys())
                .append("<div class=\"sources\">\n");
        for (Evaluation.Judged source : result.sources()) {
            page.append(section(source));
        }
        return page.append("</div></main></body></html>\n").toString();
    }

    private String table() {
        StringBuilder rows = new StringBuilder(
                        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Figures\"><table>")
                .append("<thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Images</th><th"
                        + " scope=\"col\">AUROC</th>")
                .append("<th scope=\"col\">TPR at 1 % FPR</th><th scope=\"col\">Average precision</th>")
                .append("<th scope=\"col\">Called generated</th><th scope=\"col\">Uncertain</th><th"
                        + " scope=\"col\">ECE</th>")
                .append("</tr></thead><tbody>\n");
        for (SourceFigures source : result.report().sources()) {
            rows.append(row(
                    escaped(source.source()),
                    Integer.toString(source.images()),
                    figure(source.auroc()) + " "
                            + interval(
                                    source.aurocInterval().low(),
                                    source.aurocInterval().high()),
                    figure(source.tprAt1PercentFpr())
                            + " "
                            + interval(
                                    source.tprAt1PercentFprInterval().low(),
                                    source.tprAt1PercentFprInterval().high()),
                    figure(source.averagePrecision()),
                    figure(source.fakeAccuracy()),
                    figure(source.uncertainRatio()),
                    figure(source.ece())));
        }
        RealFigures real = result.report().real();
        rows.append(row(
                "real",
                Integer.toString(real.images()),
                "–",
                "–",
                "–",
                figure(real.generatedRatio()),
                figure(real.uncertainRatio()),
                "–"));
        return rows.append("</tbody></table></div>\n").toString();
    }

    private static String row(String... cells) {
        return "<tr><td>" + String.join("</td><td>", cells) + "</td></tr>\n";
    }

    private static String keys() {
        return """
            <p>Left of each pair, the ROC: the share of the generated images that a threshold finds, over the share of the reals that it
            costs; the dot is the version's own threshold for GENERATED. Right, reliability: of the images that got about this probability,
            how many were generated, weighted to the prior that probabilities are stated for; on the diagonal they mean what they
            say. Bars, and the sizes of the dots, are the shares of images.</p>
            """;
    }

    private String section(Evaluation.Judged source) {
        Scores logits = new Scores(result.reals().logits(), source.answers().logits());
        Scores probabilities =
                new Scores(result.reals().probabilities(), source.answers().probabilities());
        return "<section><h2>%s</h2>\n<div class=\"plots\">%s%s</div></section>\n"
                .formatted(escaped(source.name()), roc(source, logits), reliability(source, probabilities));
    }

    private String roc(Evaluation.Judged source, Scores logits) {
        StringBuilder path = new StringBuilder();
        for (Roc.Point point : Roc.curve(logits, STEPS)) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(x(point.falsePositiveRate()))
                    .append(' ')
                    .append(y(point.truePositiveRate()));
        }
        return plot(
                "ROC of " + source.name(),
                "false positives",
                "found",
                "<path class=\"curve\" d=\"%s\"/>%s"
                        .formatted(
                                path,
                                dot(
                                        result.reals().ratioAboveGeneratedIfProcessed(),
                                        source.answers().ratioAboveGeneratedIfProcessed(),
                                        3.5)));
    }

    private String reliability(Evaluation.Judged source, Scores probabilities) {
        List<CalibrationError.Bin> bins =
                CalibrationError.bins(probabilities, result.report().model().prior());
        StringBuilder marks = new StringBuilder();
        for (int i = 0; i < bins.size(); i++) {
            CalibrationError.Bin bin = bins.get(i);
            if (bin.share() > 0) {
                marks.append("<rect class=\"share\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                        .formatted(
                                x((double) i / bins.size()),
                                y(bin.share()),
                                number((double) SIDE / bins.size() - 1),
                                number(SIDE * bin.share())));
                // Few images say little: a dot's area is its share.
                marks.append(dot(bin.said(), bin.so(), 1.5 + 6 * Math.sqrt(bin.share())));
            }
        }
        return plot("Reliability for " + source.name(), "probability stated", "generated", marks.toString());
    }

    private static String plot(String title, String horizontal, String vertical, String content) {
        return """
            <svg viewBox="-34 -8 246 248" role="img" aria-label="%s"><rect class="frame" width="%d" height="%d"/>
            <line class="even" x1="0" y1="%d" x2="%d" y2="0"/>%s
            <text x="0" y="214" text-anchor="middle">0</text><text x="200" y="214" text-anchor="middle">1</text>
            <text x="-6" y="200" text-anchor="end">0</text><text x="-6" y="8" text-anchor="end">1</text>
            <text x="100" y="228" text-anchor="middle">%s</text><text x="-100" y="-14" text-anchor="middle" transform="rotate(-90)">%s</text></svg>
            """.formatted(escaped(title), SIDE, SIDE, SIDE, SIDE, content, horizontal, vertical);
    }

    private static String dot(double x, double y, double radius) {
        return "<circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>".formatted(x(x), y(y), number(radius));
    }

    private static String x(double share) {
        return number(SIDE * share);
    }

    private static String y(double share) {
        return number(SIDE * (1 - share));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String figure(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "–";
    }

    private static String interval(double low, double high) {
        return "[" + figure(low) + ", " + figure(high) + "]";
    }

    /** Names of sources are a user's words. */
    private static String escaped(String text) {
        return Printable.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
