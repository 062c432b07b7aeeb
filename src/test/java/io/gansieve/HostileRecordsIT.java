package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.app.EmbeddedBroker;
import io.gansieve.app.Service;
import io.gansieve.config.ConfigLoader;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import io.gansieve.streams.HostileRecords;
import io.gansieve.streams.HostileRecords.Hostile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hostile records of every kind in every topic of the service while honest images come: each image has one answer, late labels find
 * their images, no thread dies. {@code -Dhostile.records} says how many.
 */
class HostileRecordsIT {
    private static final Logger LOG = LoggerFactory.getLogger(HostileRecordsIT.class);
    private static final int RECORDS = Integer.getInteger("hostile.records", 5_000);
    private static final long SEED = Long.getLong("gansieve.fuzz.seed", 1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String PREFIX = "hostile-";
    private static final int LATE = 20;

    /** No more than the topics that the service makes take. */
    private static final int MOST_BYTES = 500_000;

    /** Of every hostile verdict. */
    private static final byte[] FORGED_KEY = utf8("any key");

    private static final List<String> TOPICS = List.of(
            "images", "images", "labels", "labels", "verdicts", "verdicts", "examples", "commands", "rounds", "models");

    @TempDir
    Path folder;

    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

    @Test
    void servesHonestSendersAmongHostileOnes() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
                Service service = start(broker.bootstrapServers());
                KafkaProducer<byte[], byte[]> producer = producer(broker.bootstrapServers())) {
            Awaitility.await("ready").atMost(PATIENCE).until(service::ready);
            Set<String> honest;
            try (Load load = new Load("honest", broker.bootstrapServers(), PREFIX + "images", 40);
                    Seen seen = new Seen(broker.bootstrapServers())) {
                sendLateImages(producer);
                sendHostile(producer);
                sendLateLabels(producer);
                sendLast(producer);
                seen.awaitThat(
                        "the last of the hostile records",
                        () -> assertThat(seen.last).isEqualTo(4));
                load.finish();
                honest = load.ids();
                long images = seen.images();
                seen.awaitThat(
                        "an answer to each image",
                        () -> assertThat((long) seen.answers.size()).isEqualTo(images));
                LOG.info(
                        "{} hostile records of seed {}, {} images of which {} honest: {}",
                        RECORDS,
                        SEED,
                        images,
                        honest.size(),
                        seen.reasons);
                assertThat(seen.answers.values()).containsOnly(1);
                assertThat(seen.examples).hasSizeGreaterThan(LATE);
                assertThat(seen.examples.values()).containsOnly(1);
                assertThat(seen.examples.keySet()).containsAll(lateIds());
                assertThat(seen.reasons).doesNotContainKeys("scoring-failed", "label-failed", "");
            }
            assertThat(service.ready()).isTrue();
            assertThat(metric(service, "kafka_stream_failed_stream_threads"))
                    .isNotEmpty()
                    .containsOnly(0.0);
            assertThat(metric(service, "gansieve_verdicts_refused_total")).allMatch(count -> count > 0);
        }
    }

    private Service start(String bootstrapServers) throws Exception {
        Map<String, String> settings = Map.of(
                "topics.prefix",
                PREFIX,
                "topics.partitions",
                "2",
                "data-dir",
                folder.resolve("data").toString(),
                "broker.bootstrap-servers",
                bootstrapServers,
                "rounds.min-reals",
                "1000000",
                "http.port",
                "0");
        return Service.start(ConfigLoader.load(Optional.empty(), Map.of(), settings), Clock.systemUTC());
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 2 << 20, "buffer.memory", 32L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void sendHostile(KafkaProducer<byte[], byte[]> producer) throws Exception {
        HostileRecords records = new HostileRecords(SEED);
        for (int number = 0; number < RECORDS; number++) {
            String topic = TOPICS.get(number % TOPICS.size());
            Hostile hostile = switch (topic) {
                case "images" -> records.image(number);
                case "verdicts" -> records.verdict(number);
                case "examples" -> records.example(number, "28x28x1", 28 * 28);
                case "commands" -> records.command(number);
                default -> records.label(number);
            };
            byte[] value = hostile.value();
            send(
                    producer,
                    new ProducerRecord<>(
                            PREFIX + topic,
                            null,
                            // Brokers refuse those that lie more than an hour ahead.
                            number % 7 == 0 ? Long.valueOf(0) : null,
                            // Compacted topics take no record without a key.
                            hostile.key() == null && topic.equals("models") ? FORGED_KEY : hostile.key(),
                            value != null && value.length > MOST_BYTES ? Arrays.copyOf(value, MOST_BYTES) : value,
                            hostile.headers()));
        }
        producer.flush();
        assertThat(failures).isEmpty();
    }

    private void sendLateImages(KafkaProducer<byte[], byte[]> producer) {
        for (int number = 0; number < LATE; number++) {
            send(
                    producer,
                    new ProducerRecord<>(
                            PREFIX + "images", utf8("late-" + number), Load.png(new SplittableRandom(number))));
        }
    }

    private void sendLateLabels(KafkaProducer<byte[], byte[]> producer) {
        for (int number = 0; number < LATE; number++) {
            send(
                    producer,
                    new ProducerRecord<>(
                            PREFIX + "labels",
                            utf8("late-" + number),
                            utf8("{\"label\":\"real\",\"source\":\"camera\"}")));
        }
    }

    /** What is refused at once, behind all that was sent before. */
    private void sendLast(KafkaProducer<byte[], byte[]> producer) {
        for (int partition = 0; partition < 2; partition++) {
            send(producer, new ProducerRecord<>(PREFIX + "labels", partition, utf8("last"), utf8("none")));
        }
        send(producer, new ProducerRecord<>(PREFIX + "examples", utf8("last"), utf8("none")));
        send(producer, new ProducerRecord<>(PREFIX + "commands", utf8("last"), utf8("none")));
        producer.flush();
    }

    private static List<String> lateIds() {
        return IntStream.range(0, LATE).mapToObj(number -> "late-" + number).toList();
    }

    private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        Future<RecordMetadata> unused = producer.send(record, (metadata, e) -> {
            if (e != null) {
                failures.add(e);
            }
        });
    }

    private static List<Double> metric(Service service, String name) throws Exception {
        URI metrics = service.address().orElseThrow().resolve("/metrics");
        String body = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return body.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the service answered, read as it comes: all of it would not fit in memory. */
    private static final class Seen implements AutoCloseable {
        private static final List<String> READ = List.of("verdicts", "dead-letters", "examples");

        private final KafkaConsumer<byte[], byte[]> consumer;

        /** By position of the image. */
        private final Map<String, Integer> answers = new HashMap<>();

        /** Of honest images, by id. */
        private final Map<String, Integer> examples = new HashMap<>();

        private final Map<String, Integer> reasons = new TreeMap<>();
        private int last;

        Seen(String bootstrapServers) {
            consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            List<TopicPartition> partitions =
                    READ.stream().flatMap(topic -> partitions(topic).stream()).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        void awaitThat(String what, ThrowingRunnable assertion) {
            Awaitility.await(what)
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(PATIENCE)
                    .untilAsserted(() -> {
                        consumer.poll(Duration.ofMillis(500)).forEach(this::take);
                        assertion.run();
                    });
        }

        /** Nothing but producers without transactions writes them: each offset is a record. */
        long images() {
            return consumer.endOffsets(partitions("images")).values().stream()
                    .mapToLong(end -> end)
                    .sum();
        }

        private List<TopicPartition> partitions(String topic) {
            return consumer.partitionsFor(PREFIX + topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        }

        private void take(ConsumerRecord<byte[], byte[]> record) {
            String id = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (record.topic().endsWith("examples")) {
                if (id.startsWith("late-") || id.startsWith("honest-")) {
                    examples.merge(id, 1, Integer::sum);
                }
            } else if (record.topic().endsWith("dead-letters")) {
                takeLetter(id, record);
            } else if (!Arrays.equals(record.key(), FORGED_KEY)) {
                Verdict.Input input = Json.read(record.value(), Verdict.class).input();
                answers.merge(input.partition() + "@" + input.offset(), 1, Integer::sum);
            }
        }

        private void takeLetter(String id, ConsumerRecord<byte[], byte[]> letter) {
            reasons.merge(Answers.header(letter, "gansieve.reason"), 1, Integer::sum);
            last += id.equals("last") ? 1 : 0;
            if (Answers.header(letter, "__streams.errors.topic").equals(PREFIX + "images")) {
                answers.merge(
                        Answers.header(letter, "__streams.errors.partition")
                                + "@"
                                + Answers.header(letter, "__streams.errors.offset"),
                        1,
                        Integer::sum);
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
