package io.gansieve.bench.coverage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs of one set, seed by seed, into a folder: {@code coverage-SET.csv}, the curves of all its runs as one picture, a grid of samples
 * and a folder of its own for each run.
 * What is finished is on the disk before the next run begins.
 */
public final class CoverageBench {
    private final CoverageSet set;
    private final Path folder;
    private final CoverageTable table;

    /** Reads what the folder holds of the set. */
    public CoverageBench(CoverageSet set, Path folder) throws IOException {
        this.set = set;
        this.folder = folder;
        this.table = CoverageTable.open(folder.resolve("coverage-" + set.text() + ".csv"), set.columns());
    }

    /** Runs to make, in this order. */
    public record Plan(
            List<String> objectives, CoverageNoise noise, long firstSeed, int seeds, Duration budget, boolean resume) {
        public Plan {
            objectives = List.copyOf(objectives);
        }
    }

    /** @param progress is told how far the run is that is under way */
    public void run(Plan plan, Consumer<String> progress) throws IOException {
        CoverageRow.Key data = CoverageRow.Key.ofData(plan.firstSeed());
        if (!plan.resume() || !table.holds(data)) {
            keep(data, set.data(plan.firstSeed()));
        }
        for (String objective : plan.objectives()) {
            for (long seed = plan.firstSeed(); seed < plan.firstSeed() + plan.seeds(); seed++) {
                run(plan, objective, seed, progress);
            }
        }
    }

    private void run(Plan plan, String objective, long seed, Consumer<String> progress) throws IOException {
        String name = "%s %s, seed %d: ".formatted(set.text(), objective, seed);
        CoverageRow.Key key = new CoverageRow.Key(
                objective, plan.noise().text(), seed, plan.budget().toSeconds());
        Path runs = folder.resolve(key.fileName(set.text()));
        CoverageRun run = new CoverageRun(
                objective, plan.noise(), seed, plan.budget(), runs, text -> progress.accept(name + text));
        if (plan.resume() && table.holds(key)) {
            return;
        }
        if (!plan.resume()) {
            CoverageFiles.delete(runs);
        }
        keep(key, set.run(run));
        drawCurves();
    }

    /** Of all runs of the set in the folder that have one. */
    private void drawCurves() throws IOException {
        Map<String, Curve> curves = new TreeMap<>();
        for (CoverageRow row : table.rows()) {
            String name = row.key().fileName(set.text());
            Curve curve = Curve.read(folder.resolve(name));
            if (!curve.points().isEmpty()) {
                curves.put(name, curve);
            }
        }
        if (!curves.isEmpty()) {
            CoverageFiles.write(folder.resolve("coverage-" + set.text() + "-curves.png"), LinePlot.png(curves));
        }
    }

    private void keep(CoverageRow.Key key, CoverageSet.Measured measured) throws IOException {
        CoverageFiles.write(folder.resolve(key.fileName(set.text()) + ".png"), measured.grid());
        table.put(CoverageRow.of(key, measured));
    }

    /** All that the folder holds of the set, of this and earlier runs. */
    public List<String> markdown() {
        return CoverageMarkdown.lines(table);
    }
}
