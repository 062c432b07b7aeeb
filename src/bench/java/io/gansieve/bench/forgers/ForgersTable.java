package io.gansieve.bench.forgers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** All rows so far, in a CSV file that a stopped run goes on from, and as Markdown. Used by one thread. */
public final class ForgersTable {
    private final Path file;
    private final List<ForgersRow> rows = new ArrayList<>();

    /** Reads what the file has, if there is one. */
    public ForgersTable(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            Files.readAllLines(file).stream().skip(1).map(ForgersRow::parse).forEach(rows::add);
        }
    }

    public boolean has(String forgers, int steps, long seed) {
        return rows.stream()
                .anyMatch(row -> row.forgers().equals(forgers) && row.steps() == steps && row.seed() == seed);
    }

    /** The rows of one detector at once, so that a file has all of it or nothing. */
    public void add(List<ForgersRow> added) throws IOException {
        rows.addAll(added);
        List<String> lines = new ArrayList<>(List.of(ForgersRow.HEADER));
        rows.forEach(row -> lines.add(row.csv()));
        Path written = file.resolveSibling(file.getFileName() + ".part");
        Files.write(written, lines);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A line for each mix of forgers, best mean AUROC first: means over sets and seeds, the worst set, means by family. */
    public List<String> markdown(int steps) {
        Map<String, List<ForgersRow>> mixes = rows.stream()
                .filter(row -> row.steps() == steps)
                .collect(Collectors.groupingBy(ForgersRow::forgers, LinkedHashMap::new, Collectors.toList()));
        SortedSet<String> families = new TreeSet<>();
        mixes.values().forEach(mix -> mix.forEach(row -> families.add(row.family())));
        List<String> lines = new ArrayList<>();
        lines.add("| forgers | mean AUROC | mean TPR at 1 % FPR | worst set | " + String.join(" | ", families)
                + " | CPU s |");
        lines.add("| --- |" + " --- |".repeat(families.size() + 4));
        mixes.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -mean(entry.getValue(), ForgersRow::auroc)))
                .forEach(entry -> lines.add(line(entry.getKey(), entry.getValue(), families)));
        return lines;
    }

    private static String line(String forgers, List<ForgersRow> rows, SortedSet<String> families) {
        ForgersRow worst =
                rows.stream().min(Comparator.comparingDouble(ForgersRow::auroc)).orElseThrow();
        String byFamily = families.stream()
                .map(family ->
                        rows.stream().filter(row -> row.family().equals(family)).toList())
                .map(of -> "%s / %s"
                        .formatted(figure(mean(of, ForgersRow::auroc)), figure(mean(of, ForgersRow::tprAt1PercentFpr))))
                .collect(Collectors.joining(" | "));
        return "| %s | %s | %s | %s %s | %s | %.0f |"
                .formatted(
                        forgers.replace("+", ", "),
                        figure(mean(rows, ForgersRow::auroc)),
                        figure(mean(rows, ForgersRow::tprAt1PercentFpr)),
                        worst.set(),
                        figure(worst.auroc()),
                        byFamily,
                        mean(rows, ForgersRow::cpuSeconds));
    }

    private static double mean(List<ForgersRow> rows, ToDoubleFunction<ForgersRow> value) {
        return rows.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
