package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators of the service rely on: its end, its health while it starts, its stores. */
class OperationsIT {
    private static final Logger LOG = LoggerFactory.getLogger(OperationsIT.class);
    private static final String PREFIX = "gansieve-";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What the virtual machine itself takes to end, on a machine that does much else. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(25);

    @TempDir
    Path folder;

    private record Health(int live, int ready) {}

    @Test
    void endsInTimeUnderLoadAndFillsItsStoresAgainWhileItIsAlive() throws Exception {
        int port = ServiceProcess.freePort();
        String brokers = "127.0.0.1:" + port;
        try (ServiceProcess broker =
                ServiceProcess.broker(ServiceProcess.log("operations-broker"), folder.resolve("broker"), port)) {
            assertThat(broker.isAlive()).isTrue();
            Answers answers = new Answers(brokers, PREFIX);
            double held;
            try (Load load = terminatedUnderLoad(brokers)) {
                assertThat(load.acknowledged()).isPositive();
                load.finish();
            }
            fillModelsTopic(brokers);
            deleteStores();
            int http = ServiceProcess.freePort();
            List<Health> seen = new ArrayList<>();
            try (ServiceProcess again = run(brokers, http)) {
                awaitReady(http, seen);
                answers.awaitEachImageAnsweredOnce(PATIENCE);
                held = replayImages(again);
                Awaitility.await("replay is back").atMost(PATIENCE).until(() -> replayImages(again) >= 300);
                assertThat(again.terminate()).isEqualTo(143);
            }
            LOG.info("health at its changes while the stores were filled again: {}; {} images in replay", seen, held);
            assertThat(seen).contains(new Health(200, 503)).allMatch(health -> health.live() == 200);
            assertThat(seen.get(seen.size() - 1)).isEqualTo(new Health(200, 200));
        }
    }

    /** A load that goes on while the service that answered it has been told to end. */
    private Load terminatedUnderLoad(String brokers) throws Exception {
        int http = ServiceProcess.freePort();
        try (ServiceProcess service = run(brokers, http)) {
            service.awaitReady();
            Load load = new Load("load", brokers, PREFIX + "images", 200);
            Awaitility.await("examples").atMost(PATIENCE).until(() -> replayImages(service) >= 300);
            long told = System.nanoTime();
            int status = service.terminate();
            Duration took = Duration.ofNanos(System.nanoTime() - told);
            LOG.info("ended {} ms after SIGTERM under load, with status {}", took.toMillis(), status);
            assertThat(status).isEqualTo(143);
            assertThat(took).isLessThan(SHUTDOWN_TIMEOUT.plus(SLACK));
            return load;
        }
    }

    private ServiceProcess run(String brokers, int http) throws IOException {
        return ServiceProcess.run(
                ServiceProcess.log("operations"),
                http,
                "--bootstrap-servers",
                brokers,
                "--data-dir",
                folder.resolve("data").toString(),
                "--set",
                "shutdown.timeout=" + SHUTDOWN_TIMEOUT.toSeconds() + "s",
                "--set",
                "rounds.min-reals=100000",
                "--set",
                "topics.partitions=2");
    }

    /** Records that are no models, so that reading the topic to its end takes a while. */
    private static void fillModelsTopic(String brokers) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "max.request.size", 18 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int number = 0; number < 256; number++) {
                producer.send(new ProducerRecord<>(
                                PREFIX + "models",
                                ("note/" + number).getBytes(StandardCharsets.UTF_8),
                                new byte[1_000_000]))
                        .get();
            }
        }
    }

    /** As an operator may at any time while the service is stopped. */
    private void deleteStores() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("data").resolve("streams"))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Every change of both answers from the first one on. */
    private static void awaitReady(int http, List<Health> seen) {
        Awaitility.await("ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    Optional<Health> health = health(http);
                    if (health.isPresent()
                            && (seen.isEmpty() || !seen.get(seen.size() - 1).equals(health.get()))) {
                        seen.add(health.get());
                    }
                    return health.filter(now -> now.ready() == 200).isPresent();
                });
    }

    /** Empty while nobody listens. */
    private static Optional<Health> health(int http) {
        try {
            return Optional.of(new Health(status(http, "/health/live"), status(http, "/health/ready")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int status(int http, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + http + path).toURL().openConnection();
        connection.setConnectTimeout(5000);
        connection.setReadTimeout(5000);
        return connection.getResponseCode();
    }

    private static double replayImages(ServiceProcess service) throws IOException, InterruptedException {
        return service.get("/metrics")
                .lines()
                .filter(line -> line.startsWith("gansieve_replay_images{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
