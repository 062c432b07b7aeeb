package io.gansieve.cli;

import io.gansieve.app.FileScorer;
import io.gansieve.app.KafkaClients;
import io.gansieve.app.RegistryReader;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.ImageDecoder;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code score}: verdicts for files, without Kafka. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Prints verdicts for image files; exits 1 if one of them is no image.")
final class ScoreCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "PNG, JPEG, GIF, BMP or WebP.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "FILE.onnx",
            description = "A detector's file (default: champion.onnx in the data folder; "
                    + "with --bootstrap-servers the champion there).")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Of a running service (default: ./data).")
    private Optional<String> dataDirectory = Optional.empty();

    @Option(names = "--format", paramLabel = "table|json", description = "One line a file (default: table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GansieveConfig config =
                common.config(dataDirectory.map(dir -> Map.of("data-dir", dir)).orElse(Map.of()));
        try (Champion champion = new Champion()) {
            Detector detector = detector(config);
            champion.serve(1, detector);
            ImageDecoder decoder = new ImageDecoder(
                    detector.metadata().shape(), detector.metadata().fit());
            return score(new FileScorer(decoder, champion, Clock.systemUTC()));
        }
    }

    private Detector detector(GansieveConfig config) throws IOException, CommandFailure {
        if (model.isEmpty() && common.namesBroker()) {
            try (RegistryReader reader = RegistryReader.open(KafkaClients.of(config), config.topics())) {
                return Detector.load(VersionArgument.CHAMPION.fetch(reader).detectorOnnx());
            }
        }
        Path file = model.orElseGet(() -> config.dataDirectory().resolve("champion.onnx"));
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(
                    "there is no detector at %s; name one with --model, --data-dir or --bootstrap-servers"
                            .formatted(file));
        }
        try {
            return Detector.load(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private int score(FileScorer scorer) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.TABLE) {
            out.println(VerdictTable.header());
        }
        int refused = 0;
        for (Path file : files) {
            FileScorer.Result result = scorer.score(file.toString(), "file", Files.readAllBytes(file));
            if (result instanceof FileScorer.Result.Scored scored) {
                out.println(line(scored.verdict()));
            } else if (result instanceof FileScorer.Result.Refused problem) {
                refused++;
                spec.commandLine()
                        .getErr()
                        .println("gansieve: %s: %s: %s"
                                .formatted(
                                        file,
                                        problem.problem().reason().text(),
                                        problem.problem().message()));
            }
            out.flush();
        }
        return refused == 0 ? 0 : 1;
    }

    private String line(Verdict verdict) {
        return switch (format) {
            case TABLE -> VerdictTable.row(verdict);
            case JSON -> Json.text(verdict);
        };
    }
}
