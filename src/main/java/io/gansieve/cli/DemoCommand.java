package io.gansieve.cli;

import io.gansieve.app.DigitClassifier;
import io.gansieve.app.Publisher;
import io.gansieve.app.RegistryReader;
import io.gansieve.app.Service;
import io.gansieve.app.TopicTail;
import io.gansieve.config.GansieveConfig;
import io.gansieve.scoring.Classifier;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the whole loop on handwritten digits with nothing else installed. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Streams MNIST and forgeries through broker, detector and trainer in one process, and sums up.")
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Default: a temporary folder, deleted at the end.")
    private Optional<String> dataDirectory = Optional.empty();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Of the stream, as 6m (default: 6m); the examination afterwards takes half a minute.")
    private Duration duration = Duration.ofMinutes(6);

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            converter = RateConverter.class,
            description = "Images a second (default: 40).")
    private double rate = 40;

    @Option(
            names = "--samples",
            paramLabel = "FILE.png",
            description = "The generator's digits (default: samples.png).")
    private Path samples = Path.of("samples.png");

    @Option(names = "--seed", paramLabel = "N", description = "Of the training (default: 1).")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--http-port", paramLabel = "PORT", description = "On loopback (default: any free one).")
    private String httpPort = "0";

    @Option(names = "--keep-running", description = "Leaves the service running after the summary.")
    private boolean keepRunning;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (dataDirectory.isPresent()) {
            demonstrate(dataDirectory.get(), () -> {});
        } else {
            Path folder = TemporaryFolder.create("gansieve-demo");
            demonstrate(folder.toString(), () -> TemporaryFolder.delete(folder));
        }
        return 0;
    }

    private void demonstrate(String folder, Runnable afterwards) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        GansieveConfig config;
        Running started;
        try {
            config = common.config(flags(folder));
            out.println("data folder " + folder);
            out.flush();
            started = Running.of(Service.start(config, Clock.systemUTC()), config.shutdownTimeout(), afterwards);
        } catch (Exception e) {
            afterwards.run();
            throw e;
        }
        try (Running running = started) {
            show(running.service(), config, out);
            if (keepRunning) {
                running.awaitFailure();
                throw new CommandFailure("an application failed too often; see the log above");
            }
        }
    }

    private void show(Service service, GansieveConfig config, PrintWriter out) throws Exception {
        out.println("broker      " + service.clients().bootstrapServers());
        out.println("status      " + service.address().map(URI::toString).orElse("-"));
        printClassifier(config, out);
        out.println("newcomer    a Gaussian mixture joins after "
                + duration.dividedBy(2).toSeconds() + " s");
        out.flush();
        try (Publisher publisher = new Publisher(
                        service.clients(), config.topics().images().get(0));
                TopicTail verdicts =
                        TopicTail.fromEnd(service.clients(), config.topics().verdicts());
                TopicTail reports =
                        TopicTail.fromEnd(service.clients(), config.topics().rounds());
                RegistryReader registry = RegistryReader.open(service.clients(), config.topics());
                DemoCast cast = new DemoCast()) {
            DemoStream stream = new DemoStream(publisher, verdicts, reports, () -> service.failed());
            new DemoShow(stream, registry, cast, out, RoundDisplay.on(out)).run(duration, rate, samples);
        }
        service.address()
                .ifPresent(address -> out.println(
                        "metrics     " + address.resolve("/metrics") + (keepRunning ? "" : ", while --keep-running")));
        out.println("next        ./gansieve run --embedded-broker; then publish, verdicts, models list: see README.md");
        out.flush();
    }

    /** Trained now unless the folder has it; the rounds find it there. */
    private static void printClassifier(GansieveConfig config, PrintWriter out) {
        try (Classifier digits = Classifier.load(new DigitClassifier(config.dataDirectory()).onnx())) {
            out.println(String.format(
                    Locale.ROOT,
                    "classifier  tells samples apart; right on %.2f %% of MNIST's test images",
                    100 * digits.metadata().testAccuracy()));
        }
    }

    /**
     * The settings of {@code run}, but for two: the trainer has no mixture of its own, so that the newcomer is news; and it waits
     * for twice as many reals, so that the first version is calibrated on a hundred of them.
     */
    private Map<String, String> flags(String folder) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("broker.embedded", "true");
        flags.put("broker.port", "0");
        flags.put("http.port", httpPort);
        flags.put("data-dir", folder);
        flags.put("training.forgers", "gan,vae");
        flags.put("rounds.min-reals", "1000");
        seed.ifPresent(value -> flags.put("training.seed", Long.toString(value)));
        return flags;
    }
}
