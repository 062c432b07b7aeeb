package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.app.EmbeddedBroker;
import io.gansieve.app.Service;
import io.gansieve.config.ConfigLoader;
import io.gansieve.streams.HostileRecords;
import io.gansieve.streams.HostileRecords.Hostile;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hostile images, labels and commands through Kafka: each image has one answer, each label one dead letter, no thread dies, and
 * the service stays ready. {@code -Dgansieve.fuzz.kafka} says how many images, {@code -Dgansieve.fuzz.seed} which.
 */
class BadInputIT {
    private static final Logger LOG = LoggerFactory.getLogger(BadInputIT.class);
    private static final int IMAGES = Integer.getInteger("gansieve.fuzz.kafka", 1000);
    private static final int OTHERS = IMAGES / 4;
    private static final long SEED = Long.getLong("gansieve.fuzz.seed", 1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String PREFIX = "bad-";

    @TempDir
    Path folder;

    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

    @Test
    void answersEveryHostileRecordAndLivesOn() throws Exception {
        HostileRecords records = new HostileRecords(SEED);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
                Service service = start(broker.bootstrapServers())) {
            Awaitility.await("ready").atMost(PATIENCE).until(service::ready);
            ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
            send(records, broker.bootstrapServers());
            Answers answers = new Answers(broker.bootstrapServers(), PREFIX);
            answers.awaitEachImageAnsweredOnce(PATIENCE);
            Awaitility.await("an answer to each label")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(letters(answers, "labels")).hasSize(OTHERS));
            Map<String, Long> reasons = letters(answers, "").stream()
                    .collect(Collectors.groupingBy(
                            letter -> Answers.header(letter, "gansieve.reason"), TreeMap::new, Collectors.counting()));
            LOG.info(
                    "{} images, {} labels and commands each, of seed {}: {} verdicts, dead letters {}; heap at most {} MiB",
                    IMAGES,
                    OTHERS,
                    SEED,
                    answers.verdicts().size(),
                    reasons,
                    highWaterMark() >> 20);
            assertThat(reasons).doesNotContainKeys("scoring-failed", "");
            assertThat(reasons.keySet()).contains("invalid-header", "corrupt", "invalid-label", "invalid-command");
            assertThat(service.ready()).isTrue();
            assertThat(failedThreads(service.address().orElseThrow()))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" 0.0"));
        }
    }

    private Service start(String bootstrapServers) throws Exception {
        // Takes records that are too large to be images, unlike a topic that the service makes.
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(PREFIX + "images", 2, (short) 1)
                            .configs(Map.of("max.message.bytes", Integer.toString(16 << 20)))))
                    .all()
                    .get();
        }
        Map<String, String> settings = Map.of(
                "topics.prefix", PREFIX,
                "topics.partitions", "2",
                "data-dir", folder.resolve("data").toString(),
                "broker.bootstrap-servers", bootstrapServers,
                "labels.window", "2s",
                "rounds.min-reals", "1000000",
                "http.port", "0");
        return Service.start(ConfigLoader.load(Optional.empty(), Map.of(), settings), Clock.systemUTC());
    }

    private void send(HostileRecords records, String bootstrapServers) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 18 << 20, "buffer.memory", 64L << 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number = 0; number < IMAGES; number++) {
                send(producer, "images", records.image(number));
                if (number % 4 == 0) {
                    send(producer, "labels", small(records.label(number)));
                    send(producer, "commands", small(records.command(number)));
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Brokers themselves refuse more than a mebibyte on these topics. */
    private static Hostile small(Hostile record) {
        byte[] value = record.value();
        return value != null && value.length > 500_000
                ? new Hostile(record.key(), java.util.Arrays.copyOf(value, 500_000), record.headers())
                : record;
    }

    private void send(KafkaProducer<byte[], byte[]> producer, String topic, Hostile record) {
        Future<RecordMetadata> unused = producer.send(
                new ProducerRecord<>(PREFIX + topic, null, null, record.key(), record.value(), record.headers()),
                (metadata, e) -> {
                    if (e != null) {
                        failures.add(e);
                    }
                });
    }

    /** @param topic that the records came from; empty for any */
    private static List<ConsumerRecord<byte[], byte[]>> letters(Answers answers, String topic) {
        return answers.records("dead-letters").stream()
                .filter(letter -> topic.isEmpty()
                        || Answers.header(letter, "__streams.errors.topic").equals(PREFIX + topic))
                .toList();
    }

    private static List<String> failedThreads(URI address) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve("/metrics")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("kafka_stream_failed_stream_threads"))
                .toList();
    }

    private static long highWaterMark() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
