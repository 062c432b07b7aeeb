package io.gansieve.cli;

import io.gansieve.app.EmbeddedBroker;
import io.gansieve.app.KafkaClients;
import io.gansieve.app.Service;
import io.gansieve.bench.coverage.CpuClock;
import io.gansieve.config.ConfigLoader;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench labels}: what the index of verdicts costs. */
@Command(
        name = "labels",
        mixinStandardHelpOptions = true,
        description = {
            "Sends verdicts to a trainer on an embedded broker, with the index of verdicts and without,",
            "and prints what a million of them cost. The CPU time is of the whole process: broker,",
            "sender and trainer; the difference of the two rows is the index's."
        })
final class BenchLabelsCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final long POLL_MILLIS = 500;

    /** Markers of transactions lie behind the last record. */
    private static final long MARKERS = 20;

    private static final double MIB = 1 << 20;
    private static final ImageShape SHAPE = ImageShape.parse("28x28x1");
    private static final Image BLACK = Image.of(SHAPE, new byte[SHAPE.size()]);

    @Option(names = "--verdicts", paramLabel = "N", description = "Default: 200,000.")
    private int verdicts = 200_000;

    @Option(names = "--index-bytes", paramLabel = "BYTES", description = "labels.index-bytes (default: 1GiB).")
    private String indexBytes = "1GiB";

    @Option(names = "--work", paramLabel = "DIR", description = "Must not exist (default: target/bench-labels).")
    private Path work = Path.of("target", "bench-labels");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (Files.exists(work)) {
            throw new IOException("expected a folder that does not exist, found " + work);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%,d verdicts, labels.index-bytes %s; per million verdicts:%n", verdicts, indexBytes);
        out.println(
                "| labels.index | CPU s | repartition MiB | changelog MiB | store MiB | counted MiB | held entries |");
        out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (String use : List.of("full", "none")) {
            out.println(measure(use, work.resolve(use)));
            out.flush();
        }
        return 0;
    }

    private String measure(String use, Path folder) throws Exception {
        Path logs = folder.resolve("broker");
        try (EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectories(logs), 0)) {
            GansieveConfig config = ConfigLoader.load(
                    Optional.empty(), Map.of(), settings(use, folder.resolve("data"), broker.bootstrapServers()));
            try (Service service = Service.start(config, Clock.systemUTC());
                    Admin admin = KafkaClients.of(config).admin()) {
                CpuClock clock = new CpuClock(Duration.ZERO);
                send(config);
                if (use.equals("full")) {
                    awaitJoin(admin, config.topics().verdicts());
                }
                double seconds = clock.used().toNanos() / 1e9;
                String metrics = metrics(service.address().orElseThrow());
                double millions = verdicts / 1e6;
                return String.format(
                        Locale.ROOT,
                        "| %s | %.1f | %.0f | %.0f | %.0f | %.0f | %.0f |",
                        use,
                        seconds / millions,
                        records(logs, "-label-join-repartition-") / MIB / millions,
                        records(logs, "-trainer-verdict") / MIB / millions,
                        size(folder.resolve("data"), path -> path.toString().contains("rocksdb")) / MIB / millions,
                        sum(metrics, "gansieve_label_index_bytes") / MIB / millions,
                        use.equals("full") ? verdicts - sum(metrics, "gansieve_label_index_evicted_total") : 0);
            }
        }
    }

    private Map<String, String> settings(String use, Path data, String broker) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data-dir", data.toString());
        settings.put("broker.bootstrap-servers", broker);
        settings.put("roles", "trainer");
        settings.put("http.port", "0");
        settings.put("labels.index", use);
        settings.put("labels.index-bytes", indexBytes);
        return settings;
    }

    private void send(GansieveConfig config) {
        Score score = new Score(
                Score.Decision.REAL, 0.1, -2.2, true, new Thresholds(0.2, 0.8, 0.9, 0.01), 5, 6, "sha", List.of());
        try (KafkaProducer<byte[], byte[]> producer = KafkaClients.of(config).producer()) {
            for (int i = 0; i < verdicts; i++) {
                byte[] id = "image-%08d".formatted(i).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(
                        new ProducerRecord<>(config.topics().verdicts(), id, Json.write(verdict(i, id, score))));
            }
        }
    }

    private static Verdict verdict(int number, byte[] id, Score score) {
        Instant now = Instant.now();
        return Verdict.of(
                new ScoredFile(BLACK, score, 28, 28, "png", Optional.empty()),
                new String(id, StandardCharsets.UTF_8),
                Sha256.hex(id),
                new Verdict.Input("gansieve-images", number % 4, number / 4, now.toEpochMilli()),
                now);
    }

    /** Until all verdicts are in the join's stores, committed. */
    private void awaitJoin(Admin admin, String topic) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets("gansieve-trainer")
                    .partitionsToOffsetAndMetadata()
                    .get();
            long read = committed.entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic))
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
            if (read >= verdicts && lag(admin, committed) <= 0) {
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new IOException("expected all verdicts joined within " + PATIENCE);
    }

    private static long lag(Admin admin, Map<TopicPartition, OffsetAndMetadata> committed) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> joined = committed.entrySet().stream()
                .filter(entry -> entry.getKey().topic().endsWith("-label-join-repartition"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (joined.isEmpty()) {
            return Long.MAX_VALUE;
        }
        Map<TopicPartition, OffsetSpec> ends =
                joined.keySet().stream().collect(Collectors.toMap(at -> at, at -> OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get().entrySet().stream()
                .mapToLong(end -> {
                    OffsetAndMetadata reached = joined.get(end.getKey());
                    return reached == null ? 0 : Math.max(0, end.getValue().offset() - reached.offset() - MARKERS);
                })
                .sum();
    }

    private static String metrics(URI address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve("/metrics")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Of the topics whose names contain a text; indexes, which Kafka allocates ahead, do not count. */
    private static long records(Path logs, String topic) {
        return size(
                logs,
                path -> String.valueOf(logs.relativize(path).getParent()).contains(topic)
                        && path.toString().endsWith(".log"));
    }

    private static long size(Path folder, Predicate<Path> counted) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .filter(counted)
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
