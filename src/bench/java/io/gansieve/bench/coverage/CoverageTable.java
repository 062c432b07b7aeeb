package io.gansieve.bench.coverage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** All rows of a set, kept in a CSV file. Used by one thread. */
final class CoverageTable {
    private final Path file;
    private final List<String> header;
    private final List<CoverageRow> rows = new ArrayList<>();

    private CoverageTable(Path file, List<String> header) {
        this.file = file;
        this.header = header;
    }

    /** @throws IOException also if the file is of other columns */
    static CoverageTable open(Path file, List<String> columns) throws IOException {
        List<String> header = new ArrayList<>(CoverageRow.FIRST_COLUMNS);
        header.addAll(columns);
        CoverageTable table = new CoverageTable(file, List.copyOf(header));
        if (Files.exists(file)) {
            table.read();
        }
        return table;
    }

    private void read() throws IOException {
        List<List<String>> lines = Files.readAllLines(file).stream()
                .map(line -> Arrays.asList(line.split(",", -1)))
                .toList();
        if (lines.isEmpty() || !lines.get(0).equals(header)) {
            throw new IOException("%s: expected the columns %s, found %s"
                    .formatted(file, header, lines.isEmpty() ? List.of() : lines.get(0)));
        }
        lines.stream().skip(1).map(CoverageRow::parse).forEach(rows::add);
    }

    /** Of this budget or a larger one, beside which a shorter run has nothing to add. */
    boolean holds(CoverageRow.Key key) {
        return rows.stream()
                .map(CoverageRow::key)
                .anyMatch(held -> held.sameRun(key) && held.budgetSeconds() >= key.budgetSeconds());
    }

    /** In place of an earlier one of the same generator. */
    void put(CoverageRow row) throws IOException {
        rows.removeIf(other -> other.key().sameRun(row.key()));
        rows.add(row);
        String text = line(header)
                + rows.stream().map(CoverageRow::cells).map(CoverageTable::line).collect(Collectors.joining());
        CoverageFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(List<String> cells) {
        return String.join(",", cells) + "\n";
    }

    List<String> columns() {
        return header;
    }

    /** In order of objective, noise and seed, the data's own first. */
    List<CoverageRow> rows() {
        List<CoverageRow> sorted = new ArrayList<>(rows);
        sorted.sort((left, right) -> order(left.key()).compareTo(order(right.key())));
        return sorted;
    }

    private static String order(CoverageRow.Key key) {
        int last = key.objective().equals(CoverageRow.DATA) ? 0 : 1;
        return "%d %s %s %06d".formatted(last, key.objective(), key.noise(), key.seed());
    }
}
