package io.gansieve.cli;

import io.gansieve.app.DataDirectory;
import io.gansieve.app.OfflineTraining;
import io.gansieve.app.TrainingGoal;
import io.gansieve.app.TrainingInput;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.replay.Split;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train}: rounds from files. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Runs training rounds from image files, without Kafka. Stopped or killed, the same command goes on.")
final class TrainCommand implements Callable<Integer> {
    private static final String MNIST = "mnist:train";
    private static final long SHUTDOWN_SECONDS = 20;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private PlaneOptions plane = new PlaneOptions();

    @Option(
            names = "--real",
            arity = "1..*",
            paramLabel = "PATH",
            description = "Real images: files, folders (sub-folders are classes), IDX files, mnist:train or mnist:test "
                    + "(default: mnist:train).")
    private List<String> reals = new ArrayList<>();

    @Option(
            names = "--generated",
            arity = "1..*",
            paramLabel = "NAME=PATH",
            description =
                    "Generated images, under the name of who made them; may be repeated. More paths without a name go to "
                            + "the name before.")
    private List<String> generated = new ArrayList<>();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Gets champion.onnx, generator.onnx, samples.png, rounds.jsonl and the checkpoints "
                    + "(default: ./data).")
    private Optional<String> dataDirectory = Optional.empty();

    @Option(names = "--rounds", paramLabel = "N", description = "Ends after N rounds, those of earlier runs counted.")
    private Optional<Long> rounds = Optional.empty();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Ends with the round that runs after this time, as 20m (default: until it is stopped).")
    private Optional<Duration> duration = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "The same seed gives the same bits (default: 1).")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "default|reference",
            description = "The networks that train (default: default).")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            description = "minimax, non-saturating, least-squares, hinge, wasserstein or relativistic (default: "
                    + "non-saturating; with --data relativistic). Sets training.objective alone: a bound on the critic's slope is "
                    + "--set training.penalty.…; with --data each has the penalty of its paper.")
    private Optional<String> objective = Optional.empty();

    @Option(names = "--restart", description = "Forgets the run in the data folder and begins anew.")
    private boolean restart;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (plane.present()) {
            requireNoImages();
            Path folder = common.config(flags()).dataDirectory();
            plane.train(objective, seed.orElse(1L), duration, folder);
            return 0;
        }
        TrainingGoal goal = goal();
        List<TrainingInput> inputs = inputs();
        GansieveConfig config = common.config(flags());
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger();
        try (DataDirectory directory = DataDirectory.open(config.dataDirectory());
                OfflineTraining training =
                        OfflineTraining.open(config, directory, inputs, restart, Clock.systemUTC())) {
            Signals.handle(stopped -> {
                status.set(stopped);
                stop(training, ended, stopped);
            });
            PrintWriter out = spec.commandLine().getOut();
            beginning(training).forEach(out::println);
            if (Terminal.present()) {
                RoundTable.LEGEND.forEach(out::println);
            }
            out.flush();
            RoundDisplay display = RoundDisplay.on(out);
            boolean reached = training.run(goal, System::nanoTime, display);
            display.end();
            out.println(reached ? "ended" : "stopped; the same command goes on from here");
            out.println(summary(training, directory.championFile()));
            out.flush();
        } finally {
            ended.countDown();
        }
        return status.get();
    }

    private void requireNoImages() {
        if (!reals.isEmpty() || !generated.isEmpty() || rounds.isPresent() || model.isPresent() || restart) {
            throw new ParameterException(
                    spec.commandLine(), "--data excludes --real, --generated, --rounds, --model and --restart");
        }
        if (!Set.of("data-dir").containsAll(common.set())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--set: %s: with --data only data-dir; the game on points has --objective, --steps and --seed"
                            .formatted(String.join(", ", common.set())));
        }
    }

    private TrainingGoal goal() {
        if (rounds.isPresent() && duration.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--rounds and --duration exclude each other");
        }
        try {
            return rounds.map(TrainingGoal::ofRounds)
                    .or(() -> duration.map(TrainingGoal::ofDuration))
                    .orElse(TrainingGoal.NONE);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        dataDirectory.ifPresent(value -> flags.put("data-dir", value));
        seed.ifPresent(value -> flags.put("training.seed", Long.toString(value)));
        model.ifPresent(value -> flags.put("training.model", value));
        objective.ifPresent(value -> flags.put("training.objective", value));
        return flags;
    }

    private List<TrainingInput> inputs() {
        List<TrainingInput> inputs = new ArrayList<>();
        for (String location : reals.isEmpty() ? List.of(MNIST) : reals) {
            inputs.add(new TrainingInput(Label.REAL, LabeledImage.UNKNOWN_SOURCE, location));
        }
        NamedPaths.parse(spec, "--generated", generated).forEach((name, locations) -> {
            String source = SourceNames.checked(spec, "--generated", name);
            locations.forEach(location -> inputs.add(new TrainingInput(Label.GENERATED, source, location)));
        });
        return inputs;
    }

    private static List<String> beginning(OfflineTraining training) {
        List<String> lines = new ArrayList<>();
        lines.add(training.round() == 0 ? "a new run" : "going on after round " + training.round());
        for (Split split : Split.values()) {
            lines.add("%-11s %d real, %d generated"
                    .formatted(
                            split.text(), training.images(split, Label.REAL), training.images(split, Label.GENERATED)));
        }
        return lines;
    }

    private static String summary(OfflineTraining training, Path championFile) {
        return """
                rounds      %d
                champion    %s
                parameters  %s""".formatted(
                training.round(),
                training.champion() == 0 ? "none yet" : "version %d, %s".formatted(training.champion(), championFile),
                training.parametersSha256().orElse("none"));
    }

    /** A signal: the process ends when everything is written, or in time without. */
    private static void stop(OfflineTraining training, CountDownLatch ended, int status) {
        training.stop();
        try {
            if (!ended.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
