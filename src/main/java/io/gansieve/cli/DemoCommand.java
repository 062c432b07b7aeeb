package io.gansieve.cli;

import io.gansieve.app.DigitClassifier;
import io.gansieve.app.Publisher;
import io.gansieve.app.Service;
import io.gansieve.app.TopicTail;
import io.gansieve.config.GansieveConfig;
import io.gansieve.scoring.Classifier;
import io.gansieve.streams.ModelLogReader;
import java.io.PrintWriter;
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
    /** Start, classifier and examination. */
    private static final Duration AROUND = Duration.ofSeconds(50);

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
            begin(folder, out);
            started = Running.of(Service.start(config, Clock.systemUTC()), config.shutdownTimeout(), afterwards);
        } catch (Exception e) {
            // Whatever it is, the temporary folder goes, and it is thrown on.
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

    /** Before anything that takes time. */
    private void begin(String folder, PrintWriter out) {
        out.println("GANsieve's loop on handwritten digits (MNIST): about %d minutes on two cores"
                .formatted(duration.plus(AROUND).toMinutes()));
        out.println("data folder " + folder + (dataDirectory.isPresent() ? "" : ", deleted at the end"));
        out.println("starting    Kafka, the detector and its trainer in this process ...");
        out.flush();
    }

    private void show(Service service, GansieveConfig config, PrintWriter out) throws Exception {
        service.address().ifPresent(address -> out.println("watch       " + address + " in a browser"));
        out.println("broker      " + service.clients().bootstrapServers() + " (--bootstrap-servers of other commands)");
        out.println("classifier  learns to tell digits apart, to judge what the generator draws ...");
        out.flush();
        printClassifier(config, out);
        explain(config.rounds().minReals(), out);
        try (Publisher publisher = new Publisher(
                        service.clients(), config.topics().images().get(0));
                TopicTail verdicts =
                        TopicTail.fromEnd(service.clients(), config.topics().verdicts());
                TopicTail reports =
                        TopicTail.fromEnd(service.clients(), config.topics().rounds());
                ModelLogReader registry = service.clients().openModelLog(config.topics());
                DemoCast cast = new DemoCast()) {
            DemoStream stream = new DemoStream(publisher, verdicts, reports, () -> service.failed());
            new DemoShow(stream, registry, cast, out, RoundDisplay.on(out)).run(duration, rate, samples);
        }
        if (keepRunning) {
            service.address().ifPresent(address -> out.println("running on  until Ctrl-C: " + address));
        }
        out.println("next        ./gansieve run --embedded-broker; in a second terminal publish, verdicts,");
        out.println("            models list: see README.md");
        out.flush();
    }

    /** What happens, in the words of the lines that follow. */
    private void explain(int minReals, PrintWriter out) {
        out.print("""

                Digits stream in with the label "real" and are judged as they come. After %d
                a GAN trains on them in rounds: its generator learns to forge digits, and the
                detector to tell forgeries from digits. A round's version that tells them no
                worse is promoted: it judges from then on. After %d s a generator that nobody
                has met joins (a Gaussian mixture), first without labels, then with.
                """.formatted(minReals, duration.dividedBy(2).toSeconds()));
        if (Terminal.present()) {
            RoundTable.LEGEND.forEach(out::println);
            out.println("last line     time, images/s, p50/p99 ms to a verdict, version, and the AUROC on");
            out.println("              forgeries of past versions and of the mixture (1: told every time)");
            out.println();
        }
        out.flush();
    }

    /** Trained now unless the folder has it; the rounds find it there. */
    private static void printClassifier(GansieveConfig config, PrintWriter out) {
        try (Classifier digits = Classifier.load(new DigitClassifier(config.dataDirectory()).onnx())) {
            out.println(String.format(
                    Locale.ROOT,
                    "            right on %.2f %% of MNIST's test images",
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
