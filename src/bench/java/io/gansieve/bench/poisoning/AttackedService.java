package io.gansieve.bench.poisoning;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.Orders;
import io.gansieve.app.Publisher;
import io.gansieve.app.TopicTail;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.ModelPackage;
import io.gansieve.scoring.Json;
import io.gansieve.streams.Command;
import io.gansieve.streams.ModelLogReader;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A service in a process of its own, with its own broker, that trains only when it is told to: so an older program can be
 * attacked as this one is. Owns the process; used by one thread.
 */
public final class AttackedService implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final long LOOK_MILLIS = 250;

    /** Those of transactions: a topic's end lies behind its last record by them. */
    private static final long MARKERS = 4;

    private final Process process;
    private final KafkaClients clients;
    private final Topics topics = Topics.withPrefix(Topics.DEFAULT_PREFIX);
    private final Orders orders;
    private final URI metrics;

    /** What a round says of itself. */
    public record Report(long round, String outcome, String reason) {
        boolean promoted() {
            return outcome.equals("promoted");
        }
    }

    private AttackedService(Process process, int brokerPort, int httpPort) {
        this.process = process;
        this.clients = new KafkaClients("127.0.0.1:" + brokerPort, Map.of());
        this.orders = new Orders(clients, topics);
        this.metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(httpPort));
    }

    /** @param program the launcher, of this release or of an older one */
    static AttackedService start(Path program, Path data, Path log, Map<String, String> settings)
            throws IOException, InterruptedException {
        int broker = freePort();
        int http = freePort();
        List<String> line =
                new ArrayList<>(List.of(program.toString(), "run", "--embedded-broker", "--data-dir", data.toString()));
        settings.forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
        line.addAll(List.of("--set", "broker.port=" + broker, "--set", "http.port=" + http));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        AttackedService service = new AttackedService(process, broker, http);
        try {
            service.awaitReady();
            return service;
        } catch (IOException | InterruptedException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (get(metrics.resolve("/health/ready")).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new IOException("expected a service that is ready within %s; its log says why".formatted(START));
    }

    private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Publishes all of them and waits until the trainer has what became examples. */
    void send(List<Publisher.Item> items) throws IOException, InterruptedException {
        try (Publisher publisher = new Publisher(clients, topics.images().get(0))) {
            for (Publisher.Item item : items) {
                publisher.send(item);
            }
        }
        awaitTaken("gansieve-scorer", topics.images().get(0));
        awaitTaken("gansieve-trainer", topics.examples());
    }

    private void awaitTaken(String group, String topic) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin = clients.admin()) {
            while (System.nanoTime() < deadline) {
                if (lag(admin, group, topic) <= MARKERS) {
                    return;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
        throw new IOException("expected %s to be read within %s".formatted(topic, PATIENCE));
    }

    private static long lag(Admin admin, String group, String topic) throws IOException, InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            List<TopicPartition> partitions =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                            .flatMap(found -> found.partitions().stream())
                            .map(partition -> new TopicPartition(topic, partition.partition()))
                            .toList();
            long lag = 0;
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata read = committed.get(partition);
                long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
                lag += Math.max(0, end - (read == null ? 0 : read.offset()) - MARKERS);
            }
            return lag;
        } catch (ExecutionException e) {
            throw new IOException("the broker does not answer", e);
        }
    }

    /** Orders a round and waits for its report. */
    Report round() throws IOException, InterruptedException {
        try (TopicTail rounds = TopicTail.fromEnd(clients, topics.rounds())) {
            orders.send(new Command.TrainNow("bench"));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline && process.isAlive()) {
                for (ConsumerRecord<byte[], byte[]> record : rounds.poll(Duration.ofMillis(LOOK_MILLIS))) {
                    return Json.read(record.value(), Report.class);
                }
            }
        }
        throw new IOException("expected the report of a round within %s".formatted(PATIENCE));
    }

    /** The serving version; empty for the built-in one. */
    Optional<ModelPackage> champion() throws IOException {
        try (ModelLogReader models = clients.openModelLog(topics)) {
            long version = models.catchUp().championVersion();
            return version == 0 ? Optional.empty() : models.fetch(version);
        } catch (CorruptEnvelopeException e) {
            throw new IOException("the champion cannot be read", e);
        }
    }

    /** Of all metrics whose names and labels begin so, the sum; NaN if there is none. */
    double metric(String prefix) throws IOException, InterruptedException {
        List<String> lines = get(metrics)
                .body()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .toList();
        return lines.isEmpty()
                ? Double.NaN
                : lines.stream()
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum();
    }

    /** Ends the process as a supervisor would. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
