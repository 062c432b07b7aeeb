package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two scorers and two trainers, each a process, on a broker of its own: versions are swapped under load, a rollback reaches both
 * scorers, the second trainer goes on where the first was killed. The load is {@code -Dgansieve.rate} images a second.
 */
class FailoverIT {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverIT.class);
    private static final int RATE = Integer.getInteger("gansieve.rate", 100);
    private static final String PREFIX = "gansieve-";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void swapsRollsBackAndFailsOverUnderLoad() throws Exception {
        int port = ServiceProcess.freePort();
        String bootstrapServers = "127.0.0.1:" + port;
        Answers answers = new Answers(bootstrapServers, PREFIX);
        try (ServiceProcess broker = ServiceProcess.broker(log("broker"), folder.resolve("broker"), port);
                ServiceProcess scorerA = start("scorer-a", "scorer", bootstrapServers);
                ServiceProcess trainerA = start("trainer-a", "trainer", bootstrapServers)) {
            assertThat(broker.isAlive()).isTrue();
            scorerA.awaitReady();
            trainerA.awaitReady();
            try (ServiceProcess scorerB = start("scorer-b", "scorer", bootstrapServers);
                    ServiceProcess trainerB = start("trainer-b", "trainer", bootstrapServers)) {
                scorerB.awaitReady();
                trainerB.awaitReady();
                awaitSettled();
                long rebalances = rebalances();
                try (Load load = new Load(bootstrapServers, PREFIX + "images", RATE, true)) {
                    Awaitility.await("two swaps").atMost(PATIENCE).until(() -> epochOf(scorerA) >= 2);
                    LOG.info("rolled back on both scorers after {} ms", rollBack(bootstrapServers, scorerA, scorerB));
                    failOver(answers, trainerA, trainerB);
                    load.finish();
                    answers.awaitEachImageAnsweredOnce(PATIENCE);
                    LOG.info("{} images at {}/s answered once each", load.acknowledged(), RATE);
                }
                assertThat(rebalances()).as("rebalances of the scorers").isEqualTo(rebalances);
                assertThat(errors()).as("errors of the scorers").isEmpty();
            }
            assertThatEpochsNeverFall(answers);
            assertThat(modelKeys(answers)).doesNotHaveDuplicates();
        }
    }

    /** Milliseconds until both answer with the version before, pinned. */
    private static long rollBack(String bootstrapServers, ServiceProcess scorerA, ServiceProcess scorerB)
            throws Exception {
        long before = Math.max(epochOf(scorerA), epochOf(scorerB));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] order = "{\"command\":\"rollback\",\"who\":\"ada\"}".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(PREFIX + "commands", order)).get();
        }
        long ordered = System.nanoTime();
        Awaitility.await("rollback in force on both")
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> epochOf(scorerA) > before && epochOf(scorerB) > before);
        return Duration.ofNanos(System.nanoTime() - ordered).toMillis();
    }

    /** Kills the trainer that works and waits until the other one has made a version. */
    private static void failOver(Answers answers, ServiceProcess trainerA, ServiceProcess trainerB) throws Exception {
        ServiceProcess active = replayImages(trainerA) > 0 ? trainerA : trainerB;
        ServiceProcess standby = active == trainerA ? trainerB : trainerA;
        active.kill();
        long killed = System.nanoTime();
        int versions = modelKeys(answers).size();
        Awaitility.await("the second trainer has taken over")
                .atMost(Duration.ofSeconds(30))
                .until(() -> replayImages(standby) > 0);
        long takenOver = System.nanoTime();
        Awaitility.await("a version by the second trainer")
                .atMost(PATIENCE)
                .until(() -> modelKeys(answers).size() > versions);
        LOG.info(
                "the second trainer took over after {} ms, its first version came after {} ms",
                Duration.ofNanos(takenOver - killed).toMillis(),
                Duration.ofNanos(System.nanoTime() - killed).toMillis());
    }

    private ServiceProcess start(String name, String role, String bootstrapServers) throws IOException {
        return ServiceProcess.run(
                log(name),
                ServiceProcess.freePort(),
                "--bootstrap-servers",
                bootstrapServers,
                "--roles",
                role,
                "--data-dir",
                folder.resolve(name).toString(),
                "--set",
                "training.steps-per-round=4",
                "--set",
                "training.batch-size=16",
                "--set",
                "rounds.min-reals=200",
                "--set",
                "rounds.min-new-examples=500",
                "--set",
                "gate.false-positive-tolerance=1",
                "--set",
                "gate.auroc-tolerance=1",
                "--set",
                "gate.calibration-error-tolerance=1");
    }

    private static Path log(String name) throws IOException {
        return ServiceProcess.log("failover-" + name);
    }

    /** Rebalances follow a start for some seconds. */
    private void awaitSettled() throws IOException {
        List<Long> seen = new ArrayList<>(List.of(rebalances()));
        Awaitility.await("no more rebalances")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> {
                    seen.add(rebalances());
                    return seen.get(seen.size() - 1).equals(seen.get(seen.size() - 2));
                });
    }

    private long rebalances() throws IOException {
        return scorerLines().filter(line -> line.contains("is REBALANCING")).count();
    }

    private List<String> errors() throws IOException {
        return scorerLines().filter(line -> line.contains(" ERROR ")).toList();
    }

    private Stream<String> scorerLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : List.of("scorer-a", "scorer-b")) {
            lines.addAll(Files.readAllLines(log(name)));
        }
        return lines.stream();
    }

    private static long epochOf(ServiceProcess scorer) throws IOException, InterruptedException {
        String verdict = scorer.post("/score", Load.png(new SplittableRandom(7)));
        return new ObjectMapper().readTree(verdict).path("championEpoch").asLong();
    }

    private static double replayImages(ServiceProcess trainer) throws IOException, InterruptedException {
        return Arrays.stream(trainer.get("/metrics").split("\n", -1))
                .filter(line -> line.startsWith("gansieve_replay_images{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static List<String> modelKeys(Answers answers) {
        return answers.records("models").stream()
                .filter(record -> record.value() != null)
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .filter(key -> key.startsWith("version/"))
                .toList();
    }

    private static void assertThatEpochsNeverFall(Answers answers) {
        Map<String, Long> highest = new TreeMap<>();
        List<Verdict> inInputOrder = answers.verdicts().stream()
                .sorted(Comparator.comparingLong(verdict -> verdict.input().offset()))
                .toList();
        for (Verdict verdict : inInputOrder) {
            String partition = verdict.input().topic() + "-" + verdict.input().partition();
            long before = highest.getOrDefault(partition, 0L);
            assertThat(verdict.championEpoch()).as("epoch on " + partition).isGreaterThanOrEqualTo(before);
            highest.put(partition, verdict.championEpoch());
        }
        assertThat(highest.values()).allMatch(epoch -> epoch >= 2);
    }
}
