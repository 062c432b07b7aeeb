package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.Publisher;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.ImageFile;
import io.gansieve.image.ImageSource;
import io.gansieve.image.Label;
import java.io.IOException;
import java.io.PrintWriter;
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

/** {@code publish}: images to the input topic; ends when the broker has acknowledged all. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = "Sends image files, folders (sub-folders are classes), IDX files, mnist:train or mnist:test.")
final class PublishCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "File, folder, IDX file, mnist:train or mnist:test.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--label",
            paramLabel = "real|generated",
            converter = LabelConverter.class,
            description = "Of all these images. Without it they get verdicts, but nothing is learned from them.")
    private Optional<Label> label = Optional.empty();

    @Option(names = "--source", paramLabel = "NAME", description = "Who made the images, in at most 100 bytes.")
    private Optional<String> source = Optional.empty();

    @Option(names = "--by", paramLabel = "NAME", description = "Who says the label, in at most 100 bytes.")
    private Optional<String> by = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            converter = RateConverter.class,
            description = "At most N images a second (default: as fast as the broker takes them).")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(names = "--limit", paramLabel = "N", description = "Ends after N images.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--no-key", description = "Without ids; an image's id is then its position.")
    private boolean withoutKey;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        source = source.map(name -> SourceNames.checked(spec, "--source", name));
        by = by.map(name -> SourceNames.checked(spec, "--by", name));
        GansieveConfig config = common.config();
        String topic = config.topics().images().get(0);
        Progress progress = Progress.on(spec.commandLine().getErr(), "published", expected());
        try (Publisher publisher = new Publisher(KafkaClients.of(config), topic)) {
            long sent = send(publisher, progress);
            publisher.flush();
            progress.end(publisher.acknowledged());
            if (publisher.failed() > 0) {
                throw new CommandFailure("%d of %d images could not be sent: %s"
                        .formatted(
                                publisher.failed(),
                                sent,
                                publisher.firstFailure().orElse("")));
            }
            spec.commandLine().getOut().println("%d images acknowledged by %s".formatted(sent, topic));
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    /** Also finds a wrong path before anything is sent. */
    private long expected() throws IOException {
        long total = 0;
        for (String path : paths) {
            try (ImageSource images = ImageSource.open(path)) {
                total += images.count();
                if (images.skipped() > 0) {
                    PrintWriter err = spec.commandLine().getErr();
                    err.println("%s: %d files that are no images by their names are passed over"
                            .formatted(path, images.skipped()));
                }
            }
        }
        return Math.min(limit, total);
    }

    private long send(Publisher publisher, Progress progress) throws IOException, InterruptedException {
        Pace pace = new Pace(rate);
        long sent = 0;
        for (String path : paths) {
            try (ImageSource images = ImageSource.open(path)) {
                Optional<ImageFile> next = images.next();
                while (sent < limit && next.isPresent() && publisher.failed() == 0) {
                    pace.await();
                    publisher.send(item(next.get()));
                    sent++;
                    progress.at(publisher.acknowledged());
                    next = images.next();
                }
            }
        }
        return sent;
    }

    private Publisher.Item item(ImageFile file) {
        return new Publisher.Item(
                withoutKey ? Optional.empty() : Optional.of(file.name()),
                file.bytes(),
                label,
                file.imageClass(),
                source,
                by);
    }
}
