package io.gansieve.cli;

import io.gansieve.app.Publisher;
import io.gansieve.app.Service;
import io.gansieve.app.TopicTail;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.Mnist;
import io.gansieve.image.Png;
import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
    private static final int BATCH = 20;
    private static final int EXAM_IMAGES = 600;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Default: a temporary folder, deleted at the end.")
    private Optional<String> dataDirectory = Optional.empty();

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds to watch (default: 3).")
    private int rounds = 3;

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            converter = RateConverter.class,
            description = "Images a second (default: 100).")
    private double rate = 100;

    @Option(names = "--http-port", paramLabel = "PORT", description = "On loopback (default: any free one).")
    private String httpPort = "0";

    @Option(names = "--timeout", paramLabel = "MINUTES", description = "Gives up then (default: 15).")
    private long timeoutMinutes = 15;

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
            demonstrate(folder.toString(), keepRunning ? () -> {} : () -> TemporaryFolder.delete(folder));
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
            started = Running.of(Service.start(config, Clock.systemUTC()), afterwards);
        } catch (Exception e) {
            afterwards.run();
            throw e;
        }
        try (Running running = started) {
            Service service = running.service();
            out.println("broker      " + service.clients().bootstrapServers());
            out.println("status      " + service.address().map(URI::toString).orElse("-"));
            out.flush();
            try (Publisher publisher = new Publisher(
                            service.clients(), config.topics().images().get(0));
                    TopicTail verdicts =
                            TopicTail.fromEnd(service.clients(), config.topics().verdicts());
                    TopicTail reports =
                            TopicTail.fromEnd(service.clients(), config.topics().rounds())) {
                new Show(publisher, verdicts, reports, out, service).run();
            }
            if (keepRunning) {
                running.awaitFailure();
                throw new CommandFailure("an application failed too often; see the log above");
            }
        }
    }

    private Map<String, String> flags(String folder) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("broker.embedded", "true");
        flags.put("broker.port", "0");
        flags.put("http.port", httpPort);
        flags.put("data-dir", folder);
        return flags;
    }

    /** The images that go in and what comes back, from the first digit to the summary. */
    private final class Show {
        private final Publisher publisher;
        private final TopicTail verdicts;
        private final TopicTail reports;
        private final PrintWriter out;
        private final Service service;
        private final long deadline =
                System.nanoTime() + Duration.ofMinutes(timeoutMinutes).toNanos();
        private final Progress progress;
        private long sent;
        private DemoTally tally = new DemoTally();

        Show(Publisher publisher, TopicTail verdicts, TopicTail reports, PrintWriter out, Service service) {
            this.publisher = publisher;
            this.verdicts = verdicts;
            this.reports = reports;
            this.out = out;
            this.service = service;
            this.progress = Progress.on(out, "images answered", 0);
        }

        void run() throws IOException, InterruptedException, CommandFailure {
            teach();
            awaitAnswers();
            out.println("== while it learned ==");
            tally.print(out);
            long champion = tally.champion();
            exam();
            awaitAnswers();
            out.println("== afterwards: digits and forgeries it has not seen, without labels ==");
            tally.print(out);
            out.println("champion    version " + Math.max(champion, tally.champion()));
            out.flush();
        }

        /** Labelled digits and labelled forgeries, four to one, until enough rounds have run. */
        private void teach() throws IOException, InterruptedException, CommandFailure {
            List<Image> digits = Mnist.TRAIN.images();
            int[] classes = Mnist.TRAIN.digits();
            DemoForgers forgers = new DemoForgers(digits, 1);
            Pace pace = new Pace(rate);
            while (tally.rounds() < rounds) {
                for (int i = 0; i < BATCH; i++) {
                    pace.await();
                    int index = (int) (sent % digits.size());
                    switch ((int) (sent % 10)) {
                        case 4 -> send(forgers.collage(), DemoForgers.COLLAGE, true, OptionalInt.empty());
                        case 9 -> send(forgers.blurredNoise(), DemoForgers.NOISE, true, OptionalInt.empty());
                        default -> send(digits.get(index), "mnist", true, OptionalInt.of(classes[index]));
                    }
                }
                collect();
            }
        }

        private void exam() throws IOException, InterruptedException {
            List<Image> digits = Mnist.TEST.images();
            DemoForgers forgers = new DemoForgers(digits, 2);
            tally = new DemoTally();
            sent = 0;
            for (int i = 0; i < EXAM_IMAGES; i += 3) {
                send(digits.get(i), "mnist", false, OptionalInt.empty());
                send(forgers.collage(), DemoForgers.COLLAGE, false, OptionalInt.empty());
                send(forgers.blurredNoise(), DemoForgers.NOISE, false, OptionalInt.empty());
            }
        }

        private void send(Image image, String source, boolean labelled, OptionalInt imageClass)
                throws InterruptedException {
            Label truth = source.equals("mnist") ? Label.REAL : Label.GENERATED;
            publisher.send(new Publisher.Item(
                    Optional.of("%s/%s%d".formatted(source, labelled ? "" : "exam-", sent)),
                    Png.encode(image),
                    labelled ? Optional.of(truth) : Optional.empty(),
                    labelled ? imageClass : OptionalInt.empty(),
                    labelled ? Optional.of(source) : Optional.empty()));
            sent++;
        }

        private void awaitAnswers() throws IOException, CommandFailure {
            publisher.flush();
            long started = System.nanoTime();
            while (tally.answered() < sent) {
                if (System.nanoTime() - started > PATIENCE.toNanos()) {
                    throw new CommandFailure("%d of %d images were answered within %d s"
                            .formatted(tally.answered(), sent, PATIENCE.toSeconds()));
                }
                collect();
            }
        }

        private void collect() throws IOException, CommandFailure {
            for (ConsumerRecord<byte[], byte[]> read : verdicts.poll(Duration.ofMillis(20))) {
                tally.add(Json.read(read.value(), Verdict.class));
            }
            for (ConsumerRecord<byte[], byte[]> read : reports.poll(Duration.ofMillis(5))) {
                RoundReport report = Json.read(read.value(), RoundReport.class);
                tally.add(report);
                out.println(DemoTally.line(report));
                out.flush();
            }
            progress.at(tally.answered());
            if (publisher.failed() > 0 || service.failed()) {
                throw new CommandFailure("the service stopped answering: "
                        + publisher.firstFailure().orElse("see the log above"));
            }
            if (System.nanoTime() > deadline) {
                throw new CommandFailure(
                        "%d of %d rounds ran within %d minutes".formatted(tally.rounds(), rounds, timeoutMinutes));
            }
        }
    }
}
