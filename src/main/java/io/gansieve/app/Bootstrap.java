package io.gansieve.app;

import io.gansieve.image.ImageFile;
import io.gansieve.image.ImageSource;
import io.gansieve.image.Label;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a fresh deployment with labelled reals, through the images topic like anybody's. Done once for a location and a data
 * folder: the mark is set when the broker has acknowledged all. A crash before that sends them again, under the same ids.
 */
final class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final String MARK = "bootstrap";
    private static final String MNIST = "mnist";

    private Bootstrap() {}

    /**
     * @param location a file, a folder, or {@code mnist} for its training images
     * @param stopped ends the work, without a mark, once it says true
     */
    static void run(
            String location, DataDirectory directory, KafkaClients clients, String topic, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        String item = item(location);
        if (directory.marked(MARK, item)) {
            LOG.info("{} was published before, from this data folder", item);
            return;
        }
        try (ImageSource images = ImageSource.open(location.equals(MNIST) ? "mnist:train" : location);
                Publisher publisher = new Publisher(clients, topic)) {
            Optional<ImageFile> next = images.next();
            while (next.isPresent() && publisher.failed() == 0 && !stopped.getAsBoolean()) {
                publisher.send(real(next.get()));
                next = images.next();
            }
            publisher.flush();
            if (stopped.getAsBoolean()) {
                LOG.info("stopped after {} labelled reals from {}", publisher.acknowledged(), item);
                return;
            }
            requireAllSent(publisher, item);
            LOG.info("{} labelled reals published from {}", publisher.acknowledged(), item);
        }
        directory.mark(MARK, item);
    }

    /** The same for every way to write a path. */
    private static String item(String location) {
        return location.startsWith(MNIST)
                ? location
                : Path.of(location).toAbsolutePath().normalize().toString();
    }

    private static void requireAllSent(Publisher publisher, String item) throws IOException {
        if (publisher.failed() > 0) {
            throw new IOException("%d images of %s could not be sent: %s"
                    .formatted(
                            publisher.failed(), item, publisher.firstFailure().orElse("")));
        }
    }

    private static Publisher.Item real(ImageFile file) {
        return new Publisher.Item(
                Optional.of(file.name()), file.bytes(), Optional.of(Label.REAL), file.imageClass(), Optional.empty());
    }
}
