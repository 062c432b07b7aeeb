package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.ModelSummary;
import io.gansieve.app.RegistryReader;
import io.gansieve.app.RegistryState;
import io.gansieve.config.GansieveConfig;
import io.gansieve.scoring.Json;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GansieveConfig config = common.config();
        RegistryState state;
        try (RegistryReader reader = RegistryReader.open(KafkaClients.of(config), config.topics())) {
            state = reader.catchUp();
        }
        PrintWriter out = spec.commandLine().getOut();
        List<ModelSummary> models = ModelSummary.all(state);
        switch (format) {
            case JSON -> models.forEach(model -> out.println(Json.text(model)));
            case TABLE -> table(models, state, out);
        }
        out.flush();
        return 0;
    }

    private static void table(List<ModelSummary> models, RegistryState state, PrintWriter out) {
        out.println(ROW.formatted("VERSION", "PARENT", "CREATED", "ROUND", "GATE", "AUROC", "NOTE"));
        out.println(ROW.formatted(
                "0" + (state.championVersion() == 0 ? " *" : ""), "-", "-", "-", "-", "-", "built in: UNCERTAIN"));
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
                    model.pinned() ? "pinned" : String.join("; ", model.reasons())));
        }
        out.println("* serves, champion epoch %d"
                .formatted(state.champion().map(pointer -> pointer.epoch()).orElse(0L)));
    }
}
