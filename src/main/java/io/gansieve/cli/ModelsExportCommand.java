package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.config.GansieveConfig;
import io.gansieve.registry.ModelPackage;
import io.gansieve.streams.ModelLogReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the detector or the generator of a version as a plain ONNX file.")
final class ModelsExportCommand implements Callable<Integer> {
    private enum Part {
        DETECTOR,
        GENERATOR
    }

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "VERSION",
            converter = VersionArgument.Converter.class,
            description = "A number, or champion (default).")
    private VersionArgument version = VersionArgument.CHAMPION;

    @Option(names = "--part", paramLabel = "detector|generator", description = "Which network (default: detector).")
    private Part part = Part.DETECTOR;

    @Option(names = "--output", paramLabel = "FILE", description = "Default: PART-VERSION.onnx here.")
    private Optional<Path> output = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GansieveConfig config = common.config();
        ModelPackage model;
        try (ModelLogReader reader = KafkaClients.of(config).openModelLog(config.topics())) {
            model = version.fetch(reader);
        }
        byte[] onnx = switch (part) {
            case DETECTOR -> model.detectorOnnx();
            case GENERATOR -> model.generatorOnnx();
        };
        String name =
                part.name().toLowerCase(Locale.ROOT) + "-" + model.version().version() + ".onnx";
        Path file = output.orElseGet(() -> Path.of(name));
        Files.write(file, onnx);
        PrintWriter out = spec.commandLine().getOut();
        out.println("%s: %d bytes".formatted(file, onnx.length));
        out.flush();
        return 0;
    }
}
