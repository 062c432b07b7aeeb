package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gansieve.app.Service;
import io.gansieve.config.ConfigLoader;
import io.gansieve.image.ImageFile;
import io.gansieve.image.ImageSource;
import io.gansieve.image.Sha256;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service promises on any broker: a subclass brings one. Each test is a deployment of its own, by prefix. */
abstract class BrokerContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private String prefix = "";
    private Answers answers = new Answers("", prefix);
    private KafkaProducer<byte[], byte[]> producer;

    abstract String bootstrapServers();

    /** Bytes of the largest record that the images topic is sure to take. */
    int largestRecord() {
        return (8 << 20) + (400 << 10);
    }

    /** Why a record of that size, all zeros, becomes a dead letter. */
    String largestRecordsReason() {
        return "too-large";
    }

    @BeforeEach
    void open() {
        prefix = "it-" + UUID.randomUUID() + "-";
        answers = new Answers(bootstrapServers(), prefix);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "max.request.size", 18 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void answersImagesWithVersionZeroAndEverythingElseWithADeadLetter() throws Exception {
        try (Service service = start("a", Map.of())) {
            awaitReady(service);
            byte[] digit = digits(1).get(0).bytes();
            byte[] large = new byte[largestRecord()];
            send("images", "digit", digit);
            send("images", null, digit);
            send("images", "text", "no image".getBytes(StandardCharsets.UTF_8));
            send("images", "nothing", new byte[0]);
            RecordMetadata sent = send("images", "large", large);
            answers.awaitEachImageAnsweredOnce(PATIENCE);

            assertThat(answers.records("dead-letters"))
                    .extracting(BrokerContract::key, letter -> Answers.header(letter, "gansieve.reason"))
                    .containsExactlyInAnyOrder(
                            tuple("text", "unsupported-format"),
                            tuple("nothing", "empty"),
                            tuple("large", largestRecordsReason()));
            // No topic but the one of images takes it.
            assertThat(answers.records("dead-letters"))
                    .filteredOn(letter -> key(letter).equals("large"))
                    .allSatisfy(letter -> assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                            .isEqualTo(
                                    "{\"topic\":\"%s\",\"partition\":%d,\"offset\":%d,\"bytes\":%d,\"sha256\":\"%s\"}"
                                            .formatted(
                                                    sent.topic(),
                                                    sent.partition(),
                                                    sent.offset(),
                                                    large.length,
                                                    Sha256.hex(large))));
            assertThat(answers.verdicts()).hasSize(2).allSatisfy(verdict -> {
                assertThat(verdict.verdict()).isEqualTo(Score.Decision.UNCERTAIN);
                assertThat(verdict.probabilityGenerated()).isEqualTo(0.5);
                assertThat(verdict.modelVersion()).isZero();
                assertThat(verdict.format()).isEqualTo("png");
            });
            assertThat(answers.verdicts())
                    .extracting(Verdict::imageId)
                    .anyMatch(id -> id.equals("digit"))
                    .anyMatch(id -> id.matches("it-.*images-\\d+@\\d+"));
        }
    }

    @Test
    void learnsFromLabelsServesWhatItLearnedAndRollsBack() throws Exception {
        try (Service service = start("a", smallRounds())) {
            awaitReady(service);
            for (ImageFile digit : digits(400)) {
                send("images", digit.name(), digit.bytes(), header("label", "real"));
            }
            Awaitility.await("a champion")
                    .atMost(PATIENCE)
                    .until(() -> champion().isPresent());
            Awaitility.await("a verdict by it").atMost(PATIENCE).until(() -> {
                send("images", "later", digits(1).get(0).bytes());
                return answers.verdicts().stream().anyMatch(verdict -> verdict.modelVersion() > 0);
            });

            send("commands", "order-1", "{\"command\":\"rollback\",\"who\":\"ada\"}".getBytes(StandardCharsets.UTF_8));
            Awaitility.await("rolled back")
                    .atMost(PATIENCE)
                    .until(() -> champion().filter(ChampionPointer::pinned).isPresent());
            assertThat(champion().orElseThrow().commandId()).isEqualTo("order-1");

            send("commands", "order-2", "{\"command\":\"promote\",\"version\":999}".getBytes(StandardCharsets.UTF_8));
            Awaitility.await("refused")
                    .atMost(PATIENCE)
                    .until(() -> answers.records("dead-letters").stream()
                            .anyMatch(letter -> key(letter).equals("order-2")
                                    && Answers.header(letter, "gansieve.reason").equals("command-refused")));
        }
    }

    @Test
    void makesOneExampleOfEachLabelBeforeOrAfterItsVerdict() throws Exception {
        try (Service service = start("a", Map.of("labels.window", "20s"))) {
            awaitReady(service);
            byte[] label = "{\"label\":\"generated\",\"source\":\"ddpm\"}".getBytes(StandardCharsets.UTF_8);
            byte[] digit = digits(1).get(0).bytes();
            send("labels", "early", label);
            send("images", "early", digit);
            send("images", "late", digit);
            RecordMetadata keyless = send("images", null, digit);
            answers.awaitEachImageAnsweredOnce(PATIENCE);
            String keylessId = "%s-%d@%d".formatted(keyless.topic(), keyless.partition(), keyless.offset());
            send("labels", "late", label);
            send("labels", "late", label);
            send("labels", keylessId, label);
            send("labels", "nobody", label);
            send("labels", "broken", "{\"label\":\"maybe\"}".getBytes(StandardCharsets.UTF_8));

            Awaitility.await("examples")
                    .atMost(PATIENCE)
                    .until(() -> answers.records("examples").size() >= 3);
            Awaitility.await("letters")
                    .atMost(PATIENCE)
                    .until(() -> answers.records("dead-letters").size() >= 2);
            assertThat(answers.records("examples"))
                    .extracting(BrokerContract::key)
                    .containsExactlyInAnyOrder("early", "late", keylessId);
            assertThat(answers.records("dead-letters"))
                    .extracting(letter -> Answers.header(letter, "gansieve.reason"))
                    .containsExactlyInAnyOrder("invalid-label", "label-unknown");
        }
    }

    @Test
    void handsTheTrainerOverWithoutGivingAVersionTwice() throws Exception {
        Map<String, String> trainerOnly = new LinkedHashMap<>(smallRounds());
        trainerOnly.put("roles", "trainer");
        try (Service scorer = start("scorer", Map.of("roles", "scorer"));
                Service second = start("second", trainerOnly)) {
            try (Service first = start("first", trainerOnly)) {
                awaitReady(scorer);
                awaitReady(first);
                awaitReady(second);
                for (ImageFile digit : digits(300)) {
                    send("images", digit.name(), digit.bytes(), header("label", "real"));
                }
                Awaitility.await("a version")
                        .atMost(PATIENCE)
                        .until(() -> versions().findAny().isPresent());
            }
            long before = versions().count();
            for (int more = 0; more < 200; more++) {
                send("images", "more-" + more, digits(300).get(more).bytes(), header("label", "real"));
            }
            send("commands", "order", "{\"command\":\"train-now\"}".getBytes(StandardCharsets.UTF_8));
            Awaitility.await("the second goes on")
                    .atMost(PATIENCE)
                    .until(() -> versions().count() > before);
            assertThat(versions()).doesNotHaveDuplicates();
        }
    }

    private static Map<String, String> smallRounds() {
        return Map.of(
                "rounds.min-reals", "200",
                "rounds.min-new-examples", "100",
                "training.batch-size", "16",
                "training.steps-per-round", "20",
                "gate.false-positive-tolerance", "1",
                "gate.calibration-error-tolerance", "1");
    }

    private Service start(String name, Map<String, String> more) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "topics.prefix",
                prefix,
                "topics.partitions",
                "2",
                "data-dir",
                folder.resolve(name).toString(),
                "broker.bootstrap-servers",
                bootstrapServers(),
                "http.port",
                "0"));
        settings.putAll(more);
        return Service.start(ConfigLoader.load(Optional.empty(), Map.of(), settings), Clock.systemUTC());
    }

    private static void awaitReady(Service service) {
        Awaitility.await("ready").atMost(PATIENCE).until(service::ready);
    }

    private RecordMetadata send(String topic, @Nullable String key, byte[] value, Header... headers)
            throws ExecutionException, InterruptedException {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return producer.send(new ProducerRecord<>(prefix + topic, null, null, keyBytes, value, List.of(headers)))
                .get();
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private Optional<ChampionPointer> champion() {
        return answers.records("models").stream()
                .filter(record -> key(record).startsWith("champion/"))
                .map(record -> Json.read(record.value(), ChampionPointer.class))
                .reduce((older, newer) -> newer);
    }

    private Stream<String> versions() {
        return answers.records("models").stream().map(BrokerContract::key).filter(key -> key.startsWith("version/"));
    }

    private static List<ImageFile> digits(int count) throws IOException {
        List<ImageFile> digits = new ArrayList<>();
        try (ImageSource source = ImageSource.open("mnist:train")) {
            while (digits.size() < count) {
                digits.add(source.next().orElseThrow());
            }
        }
        return digits;
    }
}
