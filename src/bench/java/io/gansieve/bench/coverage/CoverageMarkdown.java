package io.gansieve.bench.coverage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** A table as Markdown: every row, and the least and the greatest of each figure where there are several seeds. */
final class CoverageMarkdown {
    private static final MathContext DIGITS = new MathContext(3);

    private CoverageMarkdown() {}

    static List<String> lines(CoverageTable table) {
        List<String> lines = new ArrayList<>();
        lines.add(line(table.columns()));
        lines.add(line(table.columns().stream().map(column -> "---").toList()));
        for (List<CoverageRow> seeds : groups(table)) {
            seeds.forEach(
                    row -> lines.add(line(cells(row, Long.toString(row.key().seed())))));
            if (seeds.size() > 1) {
                lines.add(line(cells(extreme(seeds, Math::min), "least")));
                lines.add(line(cells(extreme(seeds, Math::max), "greatest")));
            }
        }
        return lines;
    }

    private static Collection<List<CoverageRow>> groups(CoverageTable table) {
        Map<List<Object>, List<CoverageRow>> groups = new LinkedHashMap<>();
        for (CoverageRow row : table.rows()) {
            CoverageRow.Key key = row.key();
            groups.computeIfAbsent(
                            List.of(key.objective(), key.noise(), key.budgetSeconds()), group -> new ArrayList<>())
                    .add(row);
        }
        return groups.values();
    }

    private static CoverageRow extreme(List<CoverageRow> rows, DoubleBinaryOperator which) {
        List<Double> figures = IntStream.range(0, rows.get(0).figures().size())
                .mapToObj(i -> rows.stream()
                        .mapToDouble(row -> row.figures().get(i))
                        .reduce(which)
                        .orElseThrow())
                .toList();
        double cpu =
                rows.stream().mapToDouble(CoverageRow::cpuSeconds).reduce(which).orElseThrow();
        return new CoverageRow(rows.get(0).key(), cpu, figures);
    }

    private static List<String> cells(CoverageRow row, String seed) {
        List<String> cells = new ArrayList<>(List.of(
                row.key().objective(),
                row.key().noise(),
                seed,
                Long.toString(row.key().budgetSeconds()),
                Long.toString(Math.round(row.cpuSeconds()))));
        row.figures().forEach(figure -> cells.add(text(figure)));
        return cells;
    }

    /** Whole numbers as they are, others with three digits. */
    private static String text(double figure) {
        if (!Double.isFinite(figure)) {
            return "-";
        }
        return figure == Math.rint(figure)
                ? Long.toString(Math.round(figure))
                : new BigDecimal(figure).round(DIGITS).toPlainString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
