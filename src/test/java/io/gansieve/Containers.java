package io.gansieve;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The images under test; Maven names them, {@code -Dkafka.image} and {@code -Dgansieve.image} name others. */
final class Containers {
    /** Of the service, as {@code docker build} or {@code docker compose build} makes it. */
    static final String GANSIEVE = System.getProperty("gansieve.image", "gansieve:0.1.0");

    /** A shared machine of two cores may be slow. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String KAFKA = System.getProperty("kafka.image", "apache/kafka:4.3.1");

    private Containers() {}

    static KafkaContainer kafka() {
        return new KafkaContainer(DockerImageName.parse(KAFKA).asCompatibleSubstituteFor("apache/kafka"))
                .withStartupTimeout(PATIENCE);
    }

    /** What the engine knows of an image that is on this machine. */
    static Optional<InspectImageResponse> image(String name) {
        try {
            return Optional.of(
                    DockerClientFactory.lazyClient().inspectImageCmd(name).exec());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }
}
