package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.ModelSummary;
import io.gansieve.config.GansieveConfig;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelLog;
import io.gansieve.scoring.Json;
import io.gansieve.streams.ModelLogReader;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows versions with parents and gate figures, and which one serves.")
final class ModelsListCommand implements Callable<Integer> {
    private static final String ROW = "%-9s %7s %-20s %6s %-8s %7s  %s";

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--format", paramLabel = "table|json", description = "JSON is one line a version (default: table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Option(names = "--limit", paramLabel = "N", description = "The newest so many (default: 50).")
    private int limit = 50;

    @Option(names = "--before", paramLabel = "VERSION", description = "Of those below a version: the page before.")
    private long before = Long.MAX_VALUE;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "The version that served at a time, as 2026-11-28T12:00:00Z.")
    private Optional<Instant> at = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requirePositive("--limit", limit);
        requirePositive("--before", before);
        GansieveConfig config = common.config();
        ModelLog state;
        try (ModelLogReader reader = KafkaClients.of(config).openModelLog(config.topics())) {
            state = reader.catchUp();
        }
        PrintWriter out = spec.commandLine().getOut();
        List<ModelSummary> models = at.isPresent() ? served(state, at.get()) : ModelSummary.page(state, before, limit);
        switch (format) {
            case JSON -> models.forEach(model -> out.println(Json.text(model)));
            case TABLE -> {
                table(models, state, out);
                at.flatMap(state::championAt)
                        .ifPresent(pointer -> out.println("%s: version %d, epoch %d since %s (%s by %s)"
                                .formatted(
                                        at.map(Instant::toString).orElse(""),
                                        pointer.version(),
                                        pointer.epoch(),
                                        pointer.time().truncatedTo(ChronoUnit.SECONDS),
                                        pointer.cause(),
                                        pointer.who())));
            }
        }
        out.flush();
        return 0;
    }

    private void requirePositive(String option, long value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), "%s must be at least 1: %d".formatted(option, value));
        }
    }

    private static List<ModelSummary> served(ModelLog log, Instant time) throws CommandFailure {
        Optional<ChampionPointer> pointer = log.championAt(time);
        if (pointer.isEmpty()) {
            throw new CommandFailure("nothing is known of what served at %s; the first champion of the registry is %s"
                    .formatted(
                            time,
                            log.pointers().stream()
                                    .findFirst()
                                    .map(first -> "of " + first.time())
                                    .orElse("still to come")));
        }
        return ModelSummary.of(log, pointer.get().version()).stream().toList();
    }

    private static void table(List<ModelSummary> models, ModelLog state, PrintWriter out) {
        out.println(ROW.formatted("VERSION", "PARENT", "CREATED", "ROUND", "GATE", "AUROC", "NOTE"));
        if (models.isEmpty() || models.get(0).version() == 1) {
            builtIn(state, out);
        }
        for (ModelSummary model : models) {
            out.println(ROW.formatted(
                    model.version() + (model.champion() ? " *" : ""),
                    model.parent(),
                    model.createdAt().truncatedTo(ChronoUnit.SECONDS),
                    model.round(),
                    model.promoted() ? "passed" : "rejected",
                    model.auroc()
                            .map(auroc -> String.format(Locale.ROOT, "%.4f", auroc))
                            .orElse("-"),
                    note(model)));
        }
        if (!models.isEmpty() && state.versions().firstKey() < models.get(0).version()) {
            out.println("older ones: --before " + models.get(0).version());
        }
        out.println("* serves, champion epoch %d"
                .formatted(state.champion().map(pointer -> pointer.epoch()).orElse(0L)));
    }

    private static String note(ModelSummary model) {
        List<String> notes = new ArrayList<>(model.reasons());
        if (model.pinned()) {
            notes.add("pinned");
        }
        if (!model.weights().equals("held")) {
            notes.add("weights " + model.weights());
        }
        return String.join("; ", notes);
    }

    private static void builtIn(ModelLog state, PrintWriter out) {
        out.println(ROW.formatted(
                "0" + (state.championVersion() == 0 ? " *" : ""), "-", "-", "-", "-", "-", "built in: UNCERTAIN"));
    }
}
