package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two scorers and two trainers, each a process, on a broker of its own: versions are swapped under load, a rollback reaches both
 * scorers, the second trainer, which keeps a standby replica of the stores, goes on where the first was killed. The load is {@code -Dgansieve.rate} images a second.
 */
class FailoverIT {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverIT.class);
    private static final int RATE = Integer.getInteger("gansieve.rate", 100);
    private static final String REPLAY = "gansieve_replay_images";
    private static final Duration PATIENCE = Deployment.PATIENCE;

    @TempDir
    Path folder;

    @Test
    void swapsRollsBackAndFailsOverUnderLoad() throws Exception {
        try (Deployment deployment = Deployment.withBroker("failover", folder)) {
            Answers answers = deployment.answers();
            ServiceProcess scorerA = start(deployment, "scorer-a", "scorer");
            ServiceProcess trainerA = start(deployment, "trainer-a", "trainer");
            scorerA.awaitReady();
            trainerA.awaitReady();
            ServiceProcess scorerB = start(deployment, "scorer-b", "scorer");
            ServiceProcess trainerB = start(deployment, "trainer-b", "trainer");
            scorerB.awaitReady();
            trainerB.awaitReady();
            awaitSettled();
            long rebalances = rebalances();
            try (Load load = deployment.load(RATE)) {
                Awaitility.await("two swaps").atMost(PATIENCE).until(() -> epochOf(scorerA) >= 2);
                LOG.info("rolled back on both scorers after {} ms", rollBack(deployment, scorerA, scorerB));
                Duration takenOver = failOver(answers, trainerA, trainerB);
                assertThat(rebalances()).as("rebalances of the scorers").isEqualTo(rebalances);
                assertThat(errors()).as("errors of the scorers").isEmpty();
                scorerA.kill();
                Duration recovered = deployment.awaitRecovery(Instant.now(), scorerB);
                load.finish();
                Tally tally = answers.tally(load.ids(), PATIENCE);
                new FaultReport(
                                "kill -9 of one of two trainers, then of one of two scorers",
                                2,
                                List.of(takenOver, recovered),
                                tally)
                        .check();
            }
            assertThatEpochsNeverFall(answers);
            assertThat(answers.modelKeys()).doesNotHaveDuplicates();
        }
    }

    /** Milliseconds until both answer with the version before, pinned. */
    private static long rollBack(Deployment deployment, ServiceProcess scorerA, ServiceProcess scorerB)
            throws Exception {
        long before = Math.max(epochOf(scorerA), epochOf(scorerB));
        deployment.send(
                "commands", "order", "{\"command\":\"rollback\",\"who\":\"ada\"}".getBytes(StandardCharsets.UTF_8));
        long ordered = System.nanoTime();
        Awaitility.await("rollback in force on both")
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> epochOf(scorerA) > before && epochOf(scorerB) > before);
        return Duration.ofNanos(System.nanoTime() - ordered).toMillis();
    }

    /** Kills the trainer that works and waits until the other one has made a version; the time until it took over. */
    private Duration failOver(Answers answers, ServiceProcess trainerA, ServiceProcess trainerB) throws Exception {
        boolean first = trainerA.metric(REPLAY) > 0;
        ServiceProcess active = first ? trainerA : trainerB;
        ServiceProcess standby = first ? trainerB : trainerA;
        awaitReplica(first ? "trainer-b" : "trainer-a");
        active.kill();
        long killed = System.nanoTime();
        long versions = versions(answers);
        Awaitility.await("the second trainer has taken over")
                .atMost(Duration.ofSeconds(30))
                .until(() -> standby.metric(REPLAY) > 0);
        Duration takenOver = Duration.ofNanos(System.nanoTime() - killed);
        Awaitility.await("a version by the second trainer").atMost(PATIENCE).until(() -> versions(answers) > versions);
        LOG.info(
                "the second trainer took over after {} ms, its first version came after {} ms",
                takenOver.toMillis(),
                Duration.ofNanos(System.nanoTime() - killed).toMillis());
        return takenOver;
    }

    /** The standby replica of the replay buffer, there before it is needed. */
    private void awaitReplica(String standby) {
        Path stores = folder.resolve(standby).resolve("streams").resolve("gansieve-trainer");
        Awaitility.await("the replay buffer at " + standby).atMost(PATIENCE).until(() -> {
            try (Stream<Path> found = Files.walk(stores)) {
                return found.anyMatch(path -> path.endsWith("rocksdb/replay"));
            }
        });
    }

    private static ServiceProcess start(Deployment deployment, String name, String role) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--roles", role, "--set", "kafka.num.standby.replicas=1"));
        arguments.addAll(List.of(Deployment.SMALL_ROUNDS));
        return deployment.start(name, arguments.toArray(String[]::new));
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
            lines.addAll(Files.readAllLines(ServiceProcess.log("failover-" + name)));
        }
        return lines.stream();
    }

    private static long epochOf(ServiceProcess scorer) throws IOException, InterruptedException {
        String verdict = scorer.post("/score", Load.png(new SplittableRandom(7)));
        return new ObjectMapper().readTree(verdict).path("championEpoch").asLong();
    }

    private static long versions(Answers answers) {
        return answers.modelKeys().stream()
                .filter(key -> key.startsWith("version/"))
                .count();
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
