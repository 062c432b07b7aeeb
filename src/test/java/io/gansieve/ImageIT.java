package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;

/** The service's own image beside Kafka's, on a network of their own. */
@NeedsDocker
final class ImageIT {
    private static final String PREFIX = "gansieve-";
    private static final int PORT = 8080;
    private static final int SIGTERM_STATUS = 128 + 15;
    private static final long MAX_IMAGE_BYTES = 700_000_000;

    @BeforeAll
    static void needImage() {
        boolean built = Containers.image(Containers.GANSIEVE).isPresent();
        String reason = "image %s is not built: docker compose build".formatted(Containers.GANSIEVE);
        if (DockerCondition.required()) {
            assertThat(built).as(reason).isTrue();
        } else if (!built) {
            LoggerFactory.getLogger(ImageIT.class).warn("{}: its test is passed over", reason);
        }
        Assumptions.assumeTrue(built, reason);
    }

    @Test
    void answersTheImagesOfABrokerNextDoorAndStopsInOrder() throws Exception {
        try (Network network = Network.newNetwork();
                KafkaContainer kafka = Containers.kafka().withNetwork(network).withListener("kafka:19092");
                GenericContainer<?> service = service(network)) {
            kafka.start();
            // Its own health check tells when it is ready.
            service.start();
            Answers answers = new Answers(kafka.getBootstrapServers(), PREFIX);
            try (Load load = new Load("load", kafka.getBootstrapServers(), PREFIX + "images", 100)) {
                Awaitility.await("sent").atMost(Containers.PATIENCE).until(() -> load.acknowledged() >= 400);
                load.finish();
            }
            answers.awaitEachImageAnsweredOnce(Containers.PATIENCE);

            assertThat(answers.verdicts())
                    .hasSizeGreaterThanOrEqualTo(380)
                    .extracting(Verdict::width, Verdict::height, Verdict::format)
                    .containsOnly(tuple(28, 28, "png"));
            assertThat(answers.records("dead-letters"))
                    .hasSizeGreaterThanOrEqualTo(20)
                    .extracting(letter -> Answers.header(letter, "gansieve.reason"))
                    .containsOnly("unsupported-format");
            assertThat(get(service, "/metrics")).contains("gansieve_verdicts_total{verdict=\"uncertain\"} ");
            assertThat(service.execInContainer("id", "-u").getStdout().trim()).isEqualTo("10001");
            assertThat(statusAfterSigterm(service)).isEqualTo(SIGTERM_STATUS);
            assertThat(service.getLogs()).contains("scorer is NOT_RUNNING", "trainer is NOT_RUNNING");
        }
    }

    @Test
    void isSmallRunsAsNobodyAndChecksItsHealth() {
        assertThat(Containers.image(Containers.GANSIEVE)).hasValueSatisfying(image -> {
            assertThat(image.getSize()).isLessThan(MAX_IMAGE_BYTES);
            assertThat(image.getConfig().getUser()).isEqualTo("10001:10001");
            assertThat(String.valueOf(image.getConfig().getHealthcheck())).contains("/health/ready");
        });
    }

    private static GenericContainer<?> service(Network network) {
        return new GenericContainer<>(Containers.GANSIEVE)
                .withNetwork(network)
                .withEnv("GANSIEVE_BROKER_BOOTSTRAP_SERVERS", "kafka:19092")
                .withEnv("GANSIEVE_HTTP_ALLOW_ANONYMOUS", "true")
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHealthcheck())
                .withStartupTimeout(Containers.PATIENCE);
    }

    private static String get(GenericContainer<?> service, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://%s:%d%s".formatted(service.getHost(), service.getMappedPort(PORT), path));
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static long statusAfterSigterm(GenericContainer<?> service) {
        int killAfterSeconds = 60;
        service.getDockerClient()
                .stopContainerCmd(service.getContainerId())
                .withTimeout(killAfterSeconds)
                .exec();
        Long status = service.getCurrentContainerInfo().getState().getExitCodeLong();
        return status == null ? -1 : status;
    }
}
