package io.gansieve;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scorers that are too slow for Kafka's patience, stand still, or come and go. */
class ConsumerFaultIT {
    private static final int BACKLOG = 5000;
    private static final int CHANGES = 6;

    /** Longer than the session timeout of 10 s, and than a transaction's. */
    private static final Duration STALL = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void worksOffABacklogInSmallPolls() throws Exception {
        try (Deployment deployment = Deployment.withBroker("slow-consumer", folder)) {
            ServiceProcess scorer = deployment.start(
                    "scorer",
                    "--roles",
                    "scorer",
                    "--set",
                    "kafka.max.poll.records=1",
                    "--set",
                    "kafka.buffered.records.per.partition=1",
                    "--set",
                    "kafka.max.poll.interval.ms=3000");
            scorer.awaitReady();
            scorer.terminate();
            try (Load load = deployment.load(2 * BACKLOG)) {
                Awaitility.await("the backlog").atMost(Deployment.PATIENCE).until(() -> load.acknowledged() >= BACKLOG);
                load.finish();
                Instant started = Instant.now();
                List<Duration> recoveries = List.of(deployment.awaitRecovery(started, scorer));
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                new FaultReport("a backlog for a slow consumer", 1, recoveries, tally).check();
            }
        }
    }

    @Test
    void handsOverFromAScorerThatStandsStillAndComesBack() throws Exception {
        try (Deployment deployment = Deployment.withBroker("stalled", folder)) {
            ServiceProcess stalled = deployment.start("a", "--roles", "scorer");
            ServiceProcess other = deployment.start("b", "--roles", "scorer");
            stalled.awaitReady();
            other.awaitReady();
            try (Load load = deployment.load(100)) {
                LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
                stalled.pause();
                LockSupport.parkNanos(STALL.toNanos());
                Instant resumed = Instant.now();
                stalled.resume();
                List<Duration> recoveries = List.of(deployment.awaitRecovery(resumed, stalled, other));
                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                new FaultReport("a scorer stalled for %d s".formatted(STALL.toSeconds()), 1, recoveries, tally).check();
            }
        }
    }

    /** Every second time it leaves by {@code kill -9}. */
    @Test
    void answersThroughAStormOfRebalances() throws Exception {
        try (Deployment deployment = Deployment.withBroker("rebalances", folder)) {
            ServiceProcess steady = deployment.start("steady", "--roles", "scorer");
            steady.awaitReady();
            ServiceProcess restless = deployment.start("restless", "--roles", "scorer");
            List<Duration> recoveries = new ArrayList<>();
            try (Load load = deployment.load(100)) {
                for (int change = 0; change < CHANGES; change++) {
                    deployment.awaitRecovery(Instant.now(), steady, restless);
                    if (change % 2 == 0) {
                        restless.terminate();
                    } else {
                        restless.kill();
                    }
                    recoveries.add(deployment.awaitRecovery(Instant.now(), steady));
                }
                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                new FaultReport("a scorer that joins and leaves", CHANGES, recoveries, tally).check();
            }
        }
    }
}
