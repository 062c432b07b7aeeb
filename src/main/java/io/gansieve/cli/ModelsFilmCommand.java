package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.codec.AnimatedGif;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.ModelPackage;
import io.gansieve.streams.ModelLogReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models film}. */
@Command(
        name = "film",
        mixinStandardHelpOptions = true,
        description = "Writes the samples of all versions of the registry, in their order, as an animated GIF.")
final class ModelsFilmCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE.gif", arity = "0..1", description = "Default: film.gif here.")
    private Path file = Path.of("film.gif");

    @Option(
            names = "--pause",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long each version stays (default: 500ms).")
    private Duration pause = Duration.ofMillis(500);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GansieveConfig config = common.config();
        List<byte[]> grids = new ArrayList<>();
        try (ModelLogReader reader = KafkaClients.of(config).openModelLog(config.topics())) {
            for (long version : reader.catchUp().versions().keySet()) {
                Optional<ModelPackage> model = reader.fetch(version);
                model.ifPresent(found -> grids.add(found.samplesPng()));
            }
        } catch (CorruptEnvelopeException e) {
            throw new CommandFailure("a version cannot be used: " + e.getMessage(), e);
        }
        if (grids.isEmpty()) {
            throw new CommandFailure("the registry has no versions yet");
        }
        try {
            Files.write(file, AnimatedGif.ofPngs(grids, pause));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("no film: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("%s: %d versions".formatted(file, grids.size()));
        out.flush();
        return 0;
    }
}
