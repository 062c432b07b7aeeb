package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.config.GansieveConfig;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelVersion;
import io.gansieve.scoring.Json;
import io.gansieve.streams.ModelLogReader;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows all that is known of a version, and when it served, as JSON.")
final class ModelsShowCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "VERSION",
            converter = VersionArgument.Converter.class,
            description = "A number, or champion (default).")
    private VersionArgument version = VersionArgument.CHAMPION;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GansieveConfig config = common.config();
        try (ModelLogReader reader = KafkaClients.of(config).openModelLog(config.topics())) {
            ModelVersion metadata = version.fetch(reader).version();
            ModelLog state = reader.catchUp();
            List<ChampionPointer> served = state.pointers().stream()
                    .filter(pointer -> pointer.version() == metadata.version())
                    .toList();
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("metadata", metadata);
            shown.put("serves", state.championVersion() == metadata.version());
            shown.put("champion", served);
            PrintWriter out = spec.commandLine().getOut();
            out.println(Json.text(shown));
            out.flush();
        }
        return 0;
    }
}
