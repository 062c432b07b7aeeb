package io.gansieve.app;

import io.gansieve.image.ImageFile;
import io.gansieve.image.ImageSource;
import io.gansieve.image.Label;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a fresh deployment with labelled reals, through the images topic like anybody's. Done once for a data folder: the mark
 * is set when the broker has acknowledged all. A crash before that sends them again, under the same ids.
 */
final class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final String MARK = "bootstrap";
    private static final String MNIST = "mnist";

    private Bootstrap() {}

    /** @param location a file, a folder, or {@code mnist} for its training images */
    static void run(String location, DataDirectory directory, KafkaClients clients, String topic)
            throws IOException, InterruptedException {
        if (directory.marked(MARK)) {
            LOG.info("{} was published before, from this data folder", location);
            return;
        }
        try (ImageSource images = ImageSource.open(location.equals(MNIST) ? "mnist:train" : location);
                Publisher publisher = new Publisher(clients, topic)) {
            Optional<ImageFile> next = images.next();
            while (next.isPresent()) {
                publisher.send(real(next.get()));
                next = images.next();
            }
            publisher.flush();
            if (publisher.failed() > 0) {
                throw new IOException("%d images of %s could not be sent: %s"
                        .formatted(
                                publisher.failed(),
                                location,
                                publisher.firstFailure().orElse("")));
            }
            LOG.info("{} labelled reals published from {}", publisher.acknowledged(), location);
        }
        directory.mark(MARK);
    }

    private static Publisher.Item real(ImageFile file) {
        return new Publisher.Item(
                Optional.of(file.name()), file.bytes(), Optional.of(Label.REAL), file.imageClass(), Optional.empty());
    }
}
