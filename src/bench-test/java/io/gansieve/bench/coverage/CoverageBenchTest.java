package io.gansieve.bench.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageBenchTest {
    private static final Duration BUDGET = Duration.ofMillis(200);

    @TempDir
    Path folder;

    private final List<Integer> begun = new ArrayList<>();

    @Test
    void goesOnFromTheLastCheckpointOfAKilledRun() throws IOException {
        assertThatThrownBy(() -> run(new CountingSet(3), 1, BUDGET, true)).hasMessage("killed");

        run(new CountingSet(Integer.MAX_VALUE), 1, BUDGET, true);

        assertThat(begun).containsExactly(0, 3);
        assertThat(Curve.read(folder.resolve("counting-none-1")).points())
                .extracting(Curve.Point::cpuSeconds)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void passesOverWhatAKilledProcessWroteInPart() throws IOException {
        Files.createDirectories(folder.resolve("counting-none-1"));
        Files.write(folder.resolve("counting-none-1").resolve("checkpoint.bin.new"), new byte[3]);
        Files.write(folder.resolve("coverage-counting.csv.new"), new byte[3]);

        run(new CountingSet(Integer.MAX_VALUE), 1, BUDGET, true);

        assertThat(begun).containsExactly(0);
    }

    @Test
    void takesUpNoSeedThatIsFinished() throws IOException {
        run(new CountingSet(Integer.MAX_VALUE), 1, BUDGET, true);
        String first = rows().get(2);

        run(new CountingSet(Integer.MAX_VALUE), 2, BUDGET, true);

        assertThat(begun).containsExactly(0, 0);
        assertThat(rows()).hasSize(4).contains(first);
    }

    @Test
    void goesOnWhereASmallerBudgetEnded() throws IOException {
        run(new CountingSet(Integer.MAX_VALUE), 1, Duration.ofSeconds(1), true);
        int taken = steps();

        run(new CountingSet(Integer.MAX_VALUE), 1, Duration.ofSeconds(2), true);

        assertThat(begun).containsExactly(0, taken);
        assertThat(rows()).as("columns, the data, the run").hasSize(3);
        assertThat(steps()).isGreaterThan(taken);
    }

    @Test
    void leavesARunOfALargerBudgetAsItIs() throws IOException {
        run(new CountingSet(Integer.MAX_VALUE), 1, Duration.ofSeconds(1), true);
        List<String> before = rows();

        run(new CountingSet(Integer.MAX_VALUE), 1, BUDGET, true);

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void beginsAfreshUnlessAskedToResume() throws IOException {
        run(new CountingSet(Integer.MAX_VALUE), 1, BUDGET, true);
        run(new CountingSet(Integer.MAX_VALUE), 1, BUDGET, false);

        assertThat(begun).containsExactly(0, 0);
        assertThat(rows()).hasSize(3);
    }

    @Test
    void refusesATableOfOtherColumns() throws IOException {
        Files.writeString(folder.resolve("coverage-counting.csv"), "objective,modes\n");

        assertThatThrownBy(() -> run(new CountingSet(1), 1, BUDGET, true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected the columns [objective, noise, seed, budget_s, cpu_s, steps]");
    }

    @Test
    void printsTheExtremesOfSeveralSeeds() throws IOException {
        CoverageTable table = CoverageTable.open(folder.resolve("table.csv"), List.of("modes", "reverse_kl"));
        table.put(row(CoverageRow.Key.ofData(1), 25, 0.00384));
        table.put(row(new CoverageRow.Key("hinge", "none", 2, 600), 24, Double.NaN));
        table.put(row(new CoverageRow.Key("hinge", "none", 1, 600), 25, 0.0123456));

        assertThat(CoverageMarkdown.lines(table))
                .containsExactly(
                        "| objective | noise | seed | budget_s | cpu_s | modes | reverse_kl |",
                        "| --- | --- | --- | --- | --- | --- | --- |",
                        "| data |  | 1 | 0 | 7 | 25 | 0.00384 |",
                        "| hinge | none | 1 | 600 | 7 | 25 | 0.0123 |",
                        "| hinge | none | 2 | 600 | 7 | 24 | - |",
                        "| hinge | none | least | 600 | 7 | 24 | - |",
                        "| hinge | none | greatest | 600 | 7 | 25 | - |");
    }

    private static CoverageRow row(CoverageRow.Key key, double modes, double reverseKl) {
        return new CoverageRow(key, 7.2, List.of(modes, reverseKl));
    }

    private void run(CoverageSet set, int seeds, Duration budget, boolean resume) throws IOException {
        CoverageBench.Plan plan =
                new CoverageBench.Plan(set.objectives(), CoverageNoise.NONE, 1, seeds, budget, resume);
        new CoverageBench(set, folder).run(plan, text -> {});
    }

    private List<String> rows() throws IOException {
        return Files.readAllLines(folder.resolve("coverage-counting.csv"));
    }

    private int steps() throws IOException {
        String row = rows().get(2);
        return (int) Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
    }

    /** Counts the steps that it was let take; is killed after {@code last} of them. */
    private final class CountingSet implements CoverageSet {
        private final int last;

        CountingSet(int last) {
            this.last = last;
        }

        @Override
        public String text() {
            return "counting";
        }

        @Override
        public List<String> objectives() {
            return List.of("");
        }

        @Override
        public CoverageNoise noise() {
            return CoverageNoise.NONE;
        }

        @Override
        public Duration budget() {
            return BUDGET;
        }

        @Override
        public List<String> columns() {
            return List.of("steps");
        }

        @Override
        public Measured data(long seed) {
            return new Measured(List.of(Double.NaN), new byte[0], Duration.ZERO);
        }

        @Override
        public Measured run(CoverageRun run) throws IOException {
            CountingLearner learner = new CountingLearner(last);
            Duration cpu = TimedTraining.train(run, learner);
            return new Measured(List.of((double) learner.steps), new byte[0], cpu);
        }
    }

    private final class CountingLearner implements Learner {
        private final int last;
        private int steps;
        private boolean stepped;

        CountingLearner(int last) {
            this.last = last;
        }

        @Override
        public void learn() {
            if (steps == last) {
                throw new UncheckedIOException("killed", new IOException());
            }
            if (!stepped) {
                begun.add(steps);
            }
            stepped = true;
            // Longer than a tick of the process's clock, so that every step ends in a checkpoint.
            CpuClock clock = new CpuClock(Duration.ZERO);
            while (clock.used().compareTo(Duration.ofMillis(20)) < 0) {
                Thread.onSpinWait();
            }
            steps++;
        }

        @Override
        public byte[] state() {
            return ByteBuffer.allocate(Integer.BYTES).putInt(steps).array();
        }

        @Override
        public void load(byte[] state) {
            steps = ByteBuffer.wrap(state).getInt();
        }

        @Override
        public String progress() {
            return steps + " steps";
        }

        @Override
        public List<String> curve() {
            return List.of("steps");
        }

        @Override
        public Duration betweenPoints() {
            return Duration.ZERO;
        }

        @Override
        public List<Double> point() {
            return List.of((double) steps);
        }

        @Override
        public void close() {}
    }
}
