package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
                ServiceProcess.broker(folder.resolve("broker.log"), folder.resolve("broker"), port)) {
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
            JsonNode before = champion(service);
            service.terminate();
            service = start(http, broker);
            LOG.info(
                    "{} images, {} kills, ready after {} ms, after a clean stop {} ms, champion {}",
                    load.acknowledged(),
                    KILLS,
                    readyMillis,
                    service.awaitReady().toMillis(),
                    before);
            assertThat(champion(service).path("version").asLong())
                    .isEqualTo(before.path("version").asLong());
            assertThatVersionsAreOneLineage(answers);
        } finally {
            service.close();
        }
    }

    private ServiceProcess start(int http, String... broker) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(SMALL_ROUNDS));
        arguments.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        arguments.addAll(List.of(broker));
        return ServiceProcess.run(folder.resolve("service.log"), http, arguments.toArray(String[]::new));
    }

    private static JsonNode champion(ServiceProcess service) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(service.get("/models")).path("champion");
    }

    /** No version number and no epoch is given twice. */
    private static void assertThatVersionsAreOneLineage(Answers answers) {
        List<String> keys = answers.records("models").stream()
                .filter(record -> record.value() != null)
                .sorted(Comparator.comparingLong(ConsumerRecord::offset))
                .map(record -> new String(record.key(), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
        assertThat(keys).doesNotHaveDuplicates().anyMatch(key -> key.startsWith("version/"));
    }
}
