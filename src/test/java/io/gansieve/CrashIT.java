package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
 * {@code kill -9} under load, while rounds run: every input record is answered exactly once, the champion stays. The number of
 * kills is {@code -Dgansieve.kills}.
 */
class CrashIT {
    private static final Logger LOG = LoggerFactory.getLogger(CrashIT.class);
    private static final int KILLS = Integer.getInteger("gansieve.kills", 2);
    private static final String PREFIX = "gansieve-";
    private static final String[] SMALL_ROUNDS = {
        "--set", "training.steps-per-round=4",
        "--set", "training.batch-size=16",
        "--set", "rounds.min-reals=200",
        "--set", "rounds.min-new-examples=200",
        "--set", "topics.partitions=2"
    };

    @TempDir
    Path folder;

    @Test
    void answersEachRecordOnceAcrossKillsOfServiceAndBroker() throws Exception {
        int port = ServiceProcess.freePort();
        survive("127.0.0.1:" + port, "--embedded-broker", "--set", "broker.port=" + port);
    }

    @Test
    void answersEachRecordOnceAcrossKillsOfTheServiceAlone() throws Exception {
        int port = ServiceProcess.freePort();
        try (ServiceProcess broker =
                ServiceProcess.broker(ServiceProcess.log("crash-broker-" + port), folder.resolve("broker"), port)) {
            survive("127.0.0.1:" + port, "--bootstrap-servers", "127.0.0.1:" + port);
        }
    }

    private void survive(String bootstrapServers, String... broker) throws Exception {
        int http = ServiceProcess.freePort();
        SplittableRandom random = new SplittableRandom(42);
        Answers answers = new Answers(bootstrapServers, PREFIX);
        List<Long> readyMillis = new ArrayList<>();
        ServiceProcess service = start(http, broker);
        service.awaitReady();
        try (Load load = new Load(bootstrapServers, PREFIX + "images", 200, true)) {
            for (int kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(4000 + random.nextInt(3000)).toNanos());
                service.kill();
                service = start(http, broker);
                readyMillis.add(service.awaitReady().toMillis());
            }
            load.finish();
            answers.awaitEachImageAnsweredOnce(Duration.ofMinutes(2));
            long before = steadyChampion(service, bootstrapServers);
            assertThat(before).as("version in force").isPositive();
            service.terminate();
            service = start(http, broker);
            LOG.info(
                    "{} images, {} kills, ready after {} ms, after a clean stop {} ms, champion {}",
                    load.acknowledged(),
                    KILLS,
                    readyMillis,
                    service.awaitReady().toMillis(),
                    before);
            assertThat(champion(service)).isEqualTo(before);
            assertThatVersionsAreOneLineage(answers);
        } finally {
            service.close();
        }
    }

    private ServiceProcess start(int http, String... broker) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(SMALL_ROUNDS));
        arguments.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        arguments.addAll(List.of(broker));
        return ServiceProcess.run(ServiceProcess.log("crash-" + http), http, arguments.toArray(String[]::new));
    }

    /** The champion after training was paused and the last round has ended. */
    private static long steadyChampion(ServiceProcess service, String bootstrapServers) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] pause = "{\"command\":\"pause\"}".getBytes(StandardCharsets.UTF_8);
            RecordMetadata sent = producer.send(new ProducerRecord<>(PREFIX + "commands", pause))
                    .get();
            LOG.info("training paused by {}", sent);
        }
        AtomicLong last = new AtomicLong(-1);
        Awaitility.await("the last round has ended")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> last.getAndSet(champion(service)) == last.get());
        return last.get();
    }

    private static long champion(ServiceProcess service) throws IOException, InterruptedException {
        for (JsonNode version : new ObjectMapper().readTree(service.get("/models"))) {
            if (version.path("champion").asBoolean()) {
                return version.path("version").asLong();
            }
        }
        return 0;
    }

    /** No version number and no epoch is given twice. */
    private static void assertThatVersionsAreOneLineage(Answers answers) {
        List<String> keys = answers.records("models").stream()
                .filter(record -> record.value() != null)
                .sorted(Comparator.comparingLong(ConsumerRecord::offset))
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
        assertThat(keys).doesNotHaveDuplicates().anyMatch(key -> key.startsWith("version/"));
    }
}
