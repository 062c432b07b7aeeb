package io.gansieve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * The processes of one deployment, to be broken by a test: services on a broker of their own. Owns them all; the folder is the
 * caller's.
 */
final class Deployment implements AutoCloseable {
    static final String PREFIX = "gansieve-";
    static final String CHAMPION = "gansieve_champion_version";
    static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Rounds within seconds whose versions all pass, so that versions change under the fault. */
    static final String[] SMALL_ROUNDS = {
        "--set", "training.steps-per-round=4",
        "--set", "training.batch-size=16",
        "--set", "rounds.min-reals=200",
        "--set", "rounds.min-new-examples=500",
        "--set", "gate.false-positive-tolerance=1",
        "--set", "gate.auroc-tolerance=1",
        "--set", "gate.calibration-error-tolerance=1"
    };

    private final String name;
    private final Path folder;
    private final int port;
    private final Optional<ServiceProcess> broker;
    private final List<ServiceProcess> services = new ArrayList<>();

    private Deployment(String name, Path folder, int port, Optional<ServiceProcess> broker) {
        this.name = name;
        this.folder = folder;
        this.port = port;
        this.broker = broker;
    }

    /** @param name of the logs in {@code target/it-logs} */
    static Deployment withBroker(String name, Path folder) throws IOException {
        int port = ServiceProcess.freePort();
        ServiceProcess broker =
                ServiceProcess.broker(ServiceProcess.log(name + "-broker"), folder.resolve("broker"), port);
        Deployment deployment = new Deployment(name, folder, port, Optional.of(broker));
        try {
            deployment.awaitBroker();
            return deployment;
        } catch (RuntimeException e) {
            deployment.close();
            throw e;
        }
    }

    private void awaitBroker() {
        try (Admin admin = admin()) {
            Awaitility.await("the broker answers")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> !admin.describeCluster().nodes().get().isEmpty());
        }
    }

    /** The broker in the process of the only service. */
    static Deployment embedded(String name, Path folder) throws IOException {
        return new Deployment(name, folder, ServiceProcess.freePort(), Optional.empty());
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    Answers answers() {
        return new Answers(bootstrapServers(), PREFIX);
    }

    ServiceProcess broker() {
        return broker.orElseThrow();
    }

    /** Starts a service in its own data folder; does not wait for it. */
    ServiceProcess start(String service, String... arguments) throws IOException {
        return startIn(folder.resolve(service), service, arguments);
    }

    ServiceProcess startIn(Path dataDirectory, String service, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--data-dir", dataDirectory.toString()));
        all.addAll(
                broker.isPresent()
                        ? List.of("--bootstrap-servers", bootstrapServers())
                        : List.of("--embedded-broker", "--broker-port", "" + port));
        all.addAll(List.of(arguments));
        ServiceProcess started = ServiceProcess.run(
                ServiceProcess.log(name + "-" + service), ServiceProcess.freePort(), all.toArray(String[]::new));
        services.add(started);
        return started;
    }

    /** @param perSecond images, every twentieth of them not one; all labelled real */
    Load load(int perSecond) {
        return load("load", perSecond);
    }

    Load load(String idPrefix, int perSecond) {
        return new Load(idPrefix, bootstrapServers(), PREFIX + "images", perSecond);
    }

    /**
     * Waits until all services that should run are ready and each partition of images has a new verdict. Who has ended by itself
     * is started again, as a supervisor does.
     *
     * @return the time that this took since {@code faultEnd}
     */
    Duration awaitRecovery(Instant faultEnd, ServiceProcess... expected) {
        Awaitility.await("services ready again")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> allReady(expected));
        answers().awaitVerdictsSince(faultEnd, PATIENCE);
        return Duration.between(faultEnd, Instant.now());
    }

    /** Starts those again that have ended. */
    static boolean allReady(ServiceProcess... expected) throws IOException, InterruptedException {
        boolean ready = true;
        for (ServiceProcess service : expected) {
            if (!service.isAlive()) {
                service.restart();
            }
            ready &= service.isReady();
        }
        return ready;
    }

    /** Pauses training; the version that {@code scorer} serves once the last round has ended. */
    double pauseTraining(ServiceProcess scorer) throws ExecutionException, InterruptedException, IOException {
        order("pause");
        AtomicLong last = new AtomicLong(-1);
        Awaitility.await("the last round has ended")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> {
                    long now = (long) scorer.metric(CHAMPION);
                    return now == last.getAndSet(now);
                });
        return scorer.metric(CHAMPION);
    }

    void order(String command) throws ExecutionException, InterruptedException {
        send("commands", command, "{\"command\":\"%s\"}".formatted(command).getBytes(StandardCharsets.UTF_8));
    }

    void send(String topic, String key, byte[] value) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "max.request.size", 32 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(PREFIX + topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    @Override
    public void close() {
        services.forEach(ServiceProcess::close);
        broker.ifPresent(ServiceProcess::close);
    }
}
