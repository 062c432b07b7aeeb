package io.gansieve.cli;

import io.gansieve.bench.coverage.CoverageBench;
import io.gansieve.bench.coverage.CoverageNoise;
import io.gansieve.bench.coverage.CoverageSet;
import io.gansieve.bench.coverage.CoverageSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench coverage}: generators of data whose modes are known. */
@Command(
        name = "coverage",
        mixinStandardHelpOptions = true,
        description = {
            "Trains generators of data whose modes are known, each for a budget of CPU-time, and counts what they cover.",
            "Prints a Markdown table of all that the folder holds; writes it as CSV, with a grid of samples for each run.",
            "Figures of as many images of the data itself stand in the first row."
        })
final class BenchCoverageCommand implements Callable<Integer> {
    @Option(
            names = "--set",
            required = true,
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}.",
            completionCandidates = SetNames.class)
    private String set = "";

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            split = ",",
            description = "One or more of the set's, separated by commas; a wrong one is answered with all of them.")
    private List<String> objectives = List.of();

    @Option(names = "--noise", description = "none, decaying or service (default: as the set has it).")
    private Optional<CoverageNoise> noise = Optional.empty();

    @Option(names = "--seeds", paramLabel = "N", description = "How many (default: 1).")
    private int seeds = 1;

    @Option(names = "--seed-from", paramLabel = "K", description = "The first of them (default: 1).")
    private long seedFrom = 1;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "CPU-time of the process for the training of one seed, as 10m (default: as the set has it).")
    private Optional<Duration> budget = Optional.empty();

    @Option(names = "--out", paramLabel = "FOLDER", description = "Default: ./coverage.")
    private Path out = Path.of("coverage");

    @Option(
            names = "--resume",
            description = "Keeps what the folder holds: finished seeds are not run again, others go on from their last "
                    + "checkpoint; a larger budget goes on where a smaller one ended, a smaller one runs nothing.")
    private boolean resume;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** All that {@code --set} takes. */
    static final class SetNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return CoverageSets.all(Path.of("")).stream().map(CoverageSet::text).iterator();
        }
    }

    @Override
    public Integer call() throws IOException {
        CoverageSet chosen = named("--set", set, CoverageSets.all(out));
        CoverageBench.Plan plan = new CoverageBench.Plan(
                objectives.isEmpty() ? chosen.objectives().subList(0, 1) : objectives,
                noise.orElse(chosen.noise()),
                seedFrom,
                seeds,
                budget.orElse(chosen.budget()),
                resume);
        requireKnown(plan, chosen);
        CoverageBench bench = new CoverageBench(chosen, out);
        bench.run(plan, progress());
        PrintWriter table = spec.commandLine().getOut();
        bench.markdown().forEach(table::println);
        table.flush();
        return 0;
    }

    private CoverageSet named(String option, String name, List<CoverageSet> sets) {
        return sets.stream()
                .filter(known -> known.text().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        wrong(option, name, sets.stream().map(CoverageSet::text).toList()));
    }

    private void requireKnown(CoverageBench.Plan plan, CoverageSet chosen) {
        for (String objective : plan.objectives()) {
            if (!chosen.objectives().contains(objective)) {
                throw wrong("--objective", objective, chosen.objectives());
            }
        }
        if (plan.seeds() < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds must be at least 1: " + plan.seeds());
        }
    }

    private ParameterException wrong(String option, String value, List<String> known) {
        return new ParameterException(
                spec.commandLine(), "%s must be one of %s: %s".formatted(option, String.join(", ", known), value));
    }

    /** One line that changes, for a person who watches; nothing for a file. */
    private Consumer<String> progress() {
        if (!Terminal.present()) {
            return text -> {};
        }
        PrintWriter err = spec.commandLine().getErr();
        return text -> {
            err.print("\r\u001b[K" + text);
            err.flush();
        };
    }
}
