package io.gansieve.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells as text: each column as wide as its widest cell, the first to the left, the others to the right. */
final class TextTable {
    private static final String DOTS = "...";

    private final List<List<String>> rows = new ArrayList<>();

    /** @param cells as many as in every row */
    TextTable row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    /** As many letters as fit; where some are left out, three dots stand at the end. */
    static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - DOTS.length()) + DOTS;
    }

    /** The same with the dots in the middle: both ends of a path tell more than its beginning. */
    static String shortenedWithin(String text, int width) {
        int end = (width - DOTS.length()) / 2;
        int begin = width - DOTS.length() - end;
        return text.length() <= width ? text : text.substring(0, begin) + DOTS + text.substring(text.length() - end);
    }

    List<String> lines() {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String space = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? cell + space : "  " + space + cell);
        }
        return line.toString().stripTrailing();
    }
}
