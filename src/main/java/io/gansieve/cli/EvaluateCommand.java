package io.gansieve.cli;

import io.gansieve.config.GansieveConfig;
import io.gansieve.evaluation.HistogramBaseline;
import io.gansieve.image.Corruption;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: a detector's quality on any images, without Kafka. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Measures a detector on images whose origin is known, source by source. A PATH is an image file, a"
                        + " folder, an IDX file (also gzipped), mnist:train or mnist:test.")
final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--real",
            required = true,
            arity = "1..*",
            paramLabel = "PATH",
            description = "Images that are real.")
    private List<String> real = new ArrayList<>();

    @Option(
            names = "--generated",
            required = true,
            arity = "1..*",
            paramLabel = "NAME=PATH",
            description = "Images of one generator; may be repeated. More paths without a name go to the name before.")
    private List<String> generated = new ArrayList<>();

    @Option(
            names = "--unfamiliar",
            arity = "1..*",
            paramLabel = "NAME=PATH",
            description = "Real images unlike those of the training, which should be UNCERTAIN.")
    private List<String> unfamiliar = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "FILE.onnx|VERSION",
            converter = ModelArgument.Converter.class,
            description =
                    "A detector's file, or a version of the registry: a number, or champion (default: champion.onnx "
                            + "in the data folder; with --bootstrap-servers the champion there).")
    private Optional<ModelArgument> model = Optional.empty();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Of a running service (default: ./data).")
    private Optional<String> dataDirectory = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "The first N images of the reals and of each name.")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--corruptions",
            description =
                    "Once more under JPEG, WebP, blur, resizing, noise, shift, and edits of a few grey levels that nobody sees.")
    private boolean corruptions;

    @Option(
            names = "--controls",
            description =
                    "AUROC with grey levels matched, with JPEG 75 for both classes, and of a score without a network.")
    private boolean controls;

    @Option(
            names = "--reference",
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "Reals for the score without a network (default: every other one of --real, ranked against the"
                            + " rest).")
    private List<String> reference = new ArrayList<>();

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Writes figures, ROC and reliability plots, source by source, as a page of its own, too.")
    private Optional<Path> report = Optional.empty();

    @Option(names = "--format", paramLabel = "table|json", description = "JSON is one object (default: table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw usage("--limit must be at least 1: " + limit);
        }
        if (!reference.isEmpty() && !controls) {
            throw usage("--reference is for --controls");
        }
        Map<String, List<String>> generatedPaths = NamedPaths.parse(spec, "--generated", generated);
        Map<String, List<String>> unfamiliarPaths = NamedPaths.parse(spec, "--unfamiliar", unfamiliar);
        GansieveConfig config =
                common.config(dataDirectory.map(dir -> Map.of("data-dir", dir)).orElse(Map.of()));
        PrintWriter err = spec.commandLine().getErr();
        try (Detector detector = model.orElseGet(() -> champion(config)).load(config)) {
            DetectorMetadata metadata = detector.metadata();
            ImageSetReader reader = new ImageSetReader(CommandDecoder.of(config, metadata), limit, err);
            ImageSet reals = reader.read("real", real);
            Evaluation evaluation = new Evaluation(
                    reals,
                    sets(reader, generatedPaths),
                    sets(reader, unfamiliarPaths),
                    corruptions ? Corruption.STANDARD : List.of(),
                    controls ? Optional.of(baseline(reader, reals)) : Optional.empty());
            reader.end();
            Evaluation.Result result = evaluation.run(detector, err);
            print(result.report());
            if (report.isPresent()) {
                Files.writeString(report.get(), new EvaluationPage(result).html());
            }
        }
        return 0;
    }

    private ModelArgument champion(GansieveConfig config) {
        return common.namesBroker()
                ? new ModelArgument.Version(VersionArgument.CHAMPION)
                : new ModelArgument.File(config.dataDirectory().resolve("champion.onnx"));
    }

    private static List<ImageSet> sets(ImageSetReader reader, Map<String, List<String>> paths)
            throws IOException, CommandFailure {
        List<ImageSet> sets = new ArrayList<>();
        for (Map.Entry<String, List<String>> named : paths.entrySet()) {
            sets.add(reader.read(named.getKey(), named.getValue()));
        }
        return sets;
    }

    private HistogramBaseline baseline(ImageSetReader reader, ImageSet reals) throws IOException, CommandFailure {
        try {
            return reference.isEmpty()
                    ? HistogramBaseline.splitting(reals.images())
                    : HistogramBaseline.of(reader.read("reference", reference).images(), reals.images());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("too few reals for --controls: " + e.getMessage(), e);
        }
    }

    private void print(EvaluationReport report) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case JSON -> out.println(Json.text(report));
            case TABLE -> new EvaluationTable(report).lines().forEach(out::println);
        }
        out.flush();
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
