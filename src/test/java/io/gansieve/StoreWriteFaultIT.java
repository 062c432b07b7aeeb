package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.app.EmbeddedBroker;
import io.gansieve.app.Service;
import io.gansieve.config.ConfigLoader;
import io.gansieve.registry.ModelKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A write to a store fails, once or for a while, in the trainer and in the join of late labels. The scorer has no store; what it
 * writes to its disk is the business of {@link DiskFaultIT}.
 */
class StoreWriteFaultIT {
    private static final String PREFIX = "gansieve-";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final byte[] REAL = utf8("real");

    /** A counter of replay: its schema, then the value. */
    private static final int VALUE_AT = 1;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Set<String> images = new TreeSet<>();

    /** A stream thread that is replaced ends with what it failed of, which must not end the waiting. */
    @BeforeAll
    static void letThreadsFail() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    @AfterAll
    static void resetWaiting() {
        Awaitility.reset();
    }

    /** Three failures in a row cost 1 + 2 + 4 s; the fifth within ten minutes would end the service. */
    @ParameterizedTest
    @CsvSource({
        "replay, 100, 1",
        "replay, 100, 3",
        "ledger, 100, 1",
        "training-state, 0, 1",
        "verdicts-by-segment, 100, 1",
        "verdicts-by-segment, 100, 3",
        "waiting-labels, 10, 1"
    })
    void losesAndDoublesNothing(String store, int after, int failures) throws Exception {
        FailingStores.plan(store, after, failures);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
                Service service = start(broker);
                KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            Answers answers = new Answers(broker.bootstrapServers(), PREFIX);
            Awaitility.await("ready").atMost(PATIENCE).until(service::ready);
            label(producer, "early", 30);
            send(producer, "early", 30);
            send(producer, "late", 30);
            producer.send(new ProducerRecord<>(PREFIX + "images", utf8("text"), utf8("not an image")))
                    .get();
            send(producer, "labelled", 300, new RecordHeader("label", REAL));
            producer.flush();
            Awaitility.await("the store fails").atMost(PATIENCE).until(() -> FailingStores.left() == 0);
            Instant faultEnd = Instant.now();
            label(producer, "late", 30);
            Awaitility.await("ready again").atMost(PATIENCE).until(service::ready);
            send(producer, "after", 200, new RecordHeader("label", REAL));
            producer.flush();
            answers.awaitVerdictsSince(faultEnd, PATIENCE);
            List<Duration> recoveries = List.of(Duration.between(faultEnd, Instant.now()));

            Awaitility.await("examples counted").atMost(PATIENCE).until(() -> counted(answers) >= images.size());
            long versions = versions(answers);
            send(producer, "more", 200, new RecordHeader("label", REAL));
            producer.flush();
            Awaitility.await("learning goes on")
                    .atMost(PATIENCE)
                    .until(() -> versions(answers) > versions && counted(answers) >= images.size());
            assertThat(counted(answers)).as("examples counted").isEqualTo(images.size());
            assertThat(service.failed()).isFalse();
            assertThat(examples(answers)).as("examples").containsExactlyInAnyOrderElementsOf(images);
            Set<String> all = new TreeSet<>(images);
            all.add("text");
            Tally tally = answers.tally(all, PATIENCE);
            new FaultReport("write to the store %s failed %d times".formatted(store, failures), 1, recoveries, tally)
                    .check();
        }
    }

    private Service start(EmbeddedBroker broker) throws Exception {
        Map<String, String> settings = Map.ofEntries(
                Map.entry("topics.partitions", "2"),
                Map.entry("data-dir", folder.resolve("data").toString()),
                Map.entry("broker.bootstrap-servers", broker.bootstrapServers()),
                Map.entry("http.port", "0"),
                Map.entry("rounds.min-reals", "200"),
                Map.entry("rounds.min-new-examples", "100"),
                Map.entry("training.batch-size", "16"),
                Map.entry("training.steps-per-round", "4"),
                Map.entry("gate.false-positive-tolerance", "1"),
                Map.entry("gate.auroc-tolerance", "1"),
                Map.entry("gate.calibration-error-tolerance", "1"),
                Map.entry("kafka.processor.wrapper.class", FailingStores.class.getName()));
        return Service.start(ConfigLoader.load(Optional.empty(), Map.of(), settings), Clock.systemUTC());
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void send(KafkaProducer<byte[], byte[]> producer, String name, int count, Header... headers) {
        for (int number = 0; number < count; number++) {
            String id = name + "-" + number;
            images.add(id);
            byte[] key = utf8(id);
            var unused = producer.send(
                    new ProducerRecord<>(PREFIX + "images", null, null, key, Load.png(random), List.of(headers)));
        }
    }

    private static void label(KafkaProducer<byte[], byte[]> producer, String name, int count) {
        for (int number = 0; number < count; number++) {
            byte[] key = utf8(name + "-" + number);
            var unused = producer.send(new ProducerRecord<>(PREFIX + "labels", key, utf8("{\"label\":\"real\"}")));
        }
        producer.flush();
    }

    private static List<String> examples(Answers answers) {
        return answers.records("examples").stream().map(StoreWriteFaultIT::key).toList();
    }

    /** Examples that the trainer has taken, as its committed counters have them: each is in one of its strata. */
    private static long counted(Answers answers) {
        Map<String, Long> counters = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : answers.records("trainer-replay-changelog")) {
            if (key(record).matches("counter/\\w+/real/none")) {
                counters.put(key(record), ByteBuffer.wrap(record.value()).getLong(VALUE_AT));
            }
        }
        return counters.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long versions(Answers answers) {
        return answers.modelKeys().stream()
                .filter(key -> ModelKeys.versionOf(key).isPresent())
                .distinct()
                .count();
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
