package io.gansieve.bench.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A line of the table.
 *
 * @param key what was trained
 * @param cpuSeconds that its training took
 * @param figures one a column of the set
 */
record CoverageRow(Key key, double cpuSeconds, List<Double> figures) {
    static final List<String> FIRST_COLUMNS = List.of("objective", "noise", "seed", "budget_s", "cpu_s");

    /** Of the row for the data itself. */
    static final String DATA = "data";

    CoverageRow {
        figures = List.copyOf(figures);
    }

    /** @param budgetSeconds of CPU-time; 0 for the data */
    record Key(String objective, String noise, long seed, long budgetSeconds) {
        static Key ofData(long seed) {
            return new Key(DATA, "", seed, 0);
        }

        /** Whether both are trainings of the same generator, for however long. */
        boolean sameRun(Key other) {
            return objective.equals(other.objective) && noise.equals(other.noise) && seed == other.seed;
        }

        /** Of a run's folder and grid. */
        String fileName(String set) {
            return String.join(
                    "-",
                    Stream.of(set, objective, noise, Long.toString(seed))
                            .filter(part -> !part.isEmpty())
                            .toList());
        }
    }

    static CoverageRow of(Key key, CoverageSet.Measured measured) {
        return new CoverageRow(key, measured.cpu().toMillis() / 1e3, measured.figures());
    }

    List<String> cells() {
        List<String> cells = new ArrayList<>(List.of(
                key.objective(),
                key.noise(),
                Long.toString(key.seed()),
                Long.toString(key.budgetSeconds()),
                Double.toString(cpuSeconds)));
        figures.forEach(figure -> cells.add(figure.toString()));
        return cells;
    }

    /** Of {@link #cells}. */
    static CoverageRow parse(List<String> cells) {
        Key key = new Key(cells.get(0), cells.get(1), Long.parseLong(cells.get(2)), Long.parseLong(cells.get(3)));
        List<Double> figures = cells.subList(FIRST_COLUMNS.size(), cells.size()).stream()
                .map(Double::parseDouble)
                .toList();
        return new CoverageRow(key, Double.parseDouble(cells.get(4)), figures);
    }
}
