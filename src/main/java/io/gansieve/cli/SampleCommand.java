package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageGrid;
import io.gansieve.image.Png;
import io.gansieve.image.codec.AnimatedGif;
import io.gansieve.scoring.Generator;
import io.gansieve.streams.ModelLogReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sample}: a grid of generated images. */
@Command(name = "sample", description = "Draws images with the generator of a version, as a PNG grid.")
final class SampleCommand implements Callable<Integer> {
    private static final int MAX_COUNT = 10_000;
    private static final int MAX_WALKS = 256;
    private static final int SCALE = 2;
    private static final Duration PAUSE = Duration.ofMillis(80);

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    @Option(names = "--model", paramLabel = "FILE.onnx", description = "A generator's file, without Kafka.")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "N",
            converter = VersionArgument.Converter.class,
            description = "Of the registry: a number, or champion (default).")
    private VersionArgument version = VersionArgument.CHAMPION;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed draws the same images (default: 1).")
    private long seed = 1;

    @Option(names = "--count", paramLabel = "N", description = "How many images (default: 64).")
    private int count = 64;

    @Option(names = "--class", paramLabel = "N", description = "Images of one class only, from 0 on.")
    private Optional<Integer> imageClass = Optional.empty();

    @Option(
            names = "--walk",
            paramLabel = "FILE.gif",
            description = "In place of a grid, an animated one: each image wanders through the latents and comes back.")
    private Optional<Path> walk = Optional.empty();

    @Option(names = "--frames", paramLabel = "N", description = "Of --walk (default: 48).")
    private int frames = 48;

    @Option(
            names = "--each",
            paramLabel = "DIR",
            description = "In place of a grid, a file for each image, as evaluate --generated reads them.")
    private Optional<Path> each = Optional.empty();

    @Option(names = "--output", paramLabel = "FILE.png", description = "Default: samples.png here.")
    private Path output = Path.of("samples.png");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requireWithin("--count", count, walk.isPresent() ? MAX_WALKS : MAX_COUNT);
        requireWithin("--frames", frames, MAX_WALKS);
        if (walk.isPresent() && each.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--walk and --each exclude each other");
        }
        Path file = walk.or(() -> each).orElse(output);
        try (Generator generator = Generator.load(onnx())) {
            if (each.isPresent()) {
                writeEach(drawn(generator), file);
            } else {
                Files.write(file, picture(generator));
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage() == null ? "no generator" : e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("%s: %d images".formatted(file, count));
        out.flush();
        return 0;
    }

    private byte[] picture(Generator generator) throws IOException {
        int columns = (int) Math.ceil(Math.sqrt(count));
        return walk.isPresent()
                ? AnimatedGif.ofGrids(generator.walk(count, frames, classAsked(), seed), columns, SCALE, PAUSE)
                : ImageGrid.png(drawn(generator), columns, SCALE);
    }

    private static void writeEach(List<Image> images, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < images.size(); i++) {
            Files.write(folder.resolve("%05d.png".formatted(i)), Png.encode(images.get(i)));
        }
    }

    private void requireWithin(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), "%s must be from 1 to %d: %d".formatted(option, most, value));
        }
    }

    private OptionalInt classAsked() {
        return imageClass.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private List<Image> drawn(Generator generator) {
        return imageClass.isPresent() ? generator.sample(count, imageClass.get(), seed) : generator.sample(count, seed);
    }

    private byte[] onnx() throws Exception {
        if (model.isPresent()) {
            try {
                return Files.readAllBytes(model.get());
            } catch (IOException e) {
                throw new CommandFailure("%s cannot be read".formatted(model.get()), e);
            }
        }
        GansieveConfig config = common.config();
        try (ModelLogReader reader = KafkaClients.of(config).openModelLog(config.topics())) {
            return version.fetch(reader).generatorOnnx();
        }
    }
}
