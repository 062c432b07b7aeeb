package io.gansieve.cli;

import io.gansieve.app.FileScorer;
import io.gansieve.app.KafkaClients;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Printable;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Verdict;
import io.gansieve.streams.ModelLogReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
        description = "Prints verdicts for image files; exits 1 if one of them cannot be scored.")
final class ScoreCommand implements Callable<Integer> {
    /** Of a file, which was never put in force. */
    private static final long NO_EPOCH = 0;

    /** @param epoch at which it serves */
    private record Loaded(Detector detector, long epoch) {}

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
        Loaded loaded = load(config);
        try (Detector detector = loaded.detector()) {
            ImageDecoder decoder = CommandDecoder.of(config, detector.metadata());
            return score(new FileScorer(
                    decoder,
                    frames -> Score.ofFrames(detector.score(frames), detector, loaded.epoch()),
                    Clock.systemUTC()));
        }
    }

    private Loaded load(GansieveConfig config) throws Exception {
        if (model.isEmpty() && common.namesBroker()) {
            try (ModelLogReader reader = KafkaClients.of(config).openModelLog(config.topics())) {
                byte[] onnx = VersionArgument.CHAMPION.fetch(reader).detectorOnnx();
                long epoch =
                        reader.catchUp().champion().map(ChampionPointer::epoch).orElse(NO_EPOCH);
                return new Loaded(Detector.load(onnx), epoch);
            }
        }
        Path file = model.orElseGet(() -> config.dataDirectory().resolve("champion.onnx"));
        return new Loaded(DetectorFile.load(file), NO_EPOCH);
    }

    private int score(FileScorer scorer) {
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.TABLE) {
            out.println(VerdictTable.header());
        }
        int refused = 0;
        for (Path file : files) {
            try {
                out.println(line(verdict(scorer, file)));
            } catch (CommandFailure e) {
                refused++;
                spec.commandLine().getErr().println("gansieve: " + Printable.line(String.valueOf(e.getMessage())));
            }
            out.flush();
        }
        return refused == 0 ? 0 : 1;
    }

    private static Verdict verdict(FileScorer scorer, Path file) throws CommandFailure {
        FileScorer.Result result = scorer.score(file.toString(), "file", bytes(file));
        if (result instanceof FileScorer.Result.Scored scored) {
            return scored.verdict();
        }
        DecodeResult.Undecodable problem = ((FileScorer.Result.Refused) result).problem();
        throw new CommandFailure("%s: %s: %s".formatted(file, problem.reason().text(), problem.message()));
    }

    /** At most one byte over the limit, which the decoder then names. */
    private static byte[] bytes(Path file) throws CommandFailure {
        if (Files.isDirectory(file)) {
            throw new CommandFailure(file + ": is a folder");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ImageDecoder.MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new CommandFailure(file + ": cannot be read", e);
        }
    }

    private String line(Verdict verdict) {
        return switch (format) {
            case TABLE -> VerdictTable.row(verdict, Terminal.present());
            case JSON -> Json.text(verdict);
        };
    }
}
