package io.gansieve;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away under load, for good or for {@code -Dgansieve.outage} seconds, and comes back. */
class BrokerFaultIT {
    private static final int KILLS = 3;
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("gansieve.outage", 60));
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @Test
    void outlivesABrokerThatIsKilledAndRestarted() throws Exception {
        try (Deployment deployment = Deployment.withBroker("broker-killed", folder)) {
            ServiceProcess service = deployment.start("service", Deployment.SMALL_ROUNDS);
            service.awaitReady();
            List<Duration> recoveries = new ArrayList<>();
            try (Load load = deployment.load(100)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    LockSupport.parkNanos(BETWEEN.toNanos());
                    deployment.broker().kill();
                    Instant restarted = Instant.now();
                    deployment.broker().restart();
                    recoveries.add(deployment.awaitRecovery(restarted, service));
                }
                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                new FaultReport("kill -9 of the broker", KILLS, recoveries, tally).check();
            }
        }
    }

    @Test
    void outlivesABrokerThatDoesNotAnswer() throws Exception {
        try (Deployment deployment = Deployment.withBroker("broker-paused", folder)) {
            ServiceProcess service = deployment.start("service", Deployment.SMALL_ROUNDS);
            service.awaitReady();
            try (Load load = deployment.load(100)) {
                LockSupport.parkNanos(BETWEEN.toNanos());
                deployment.broker().pause();
                LockSupport.parkNanos(OUTAGE.toNanos());
                Instant resumed = Instant.now();
                deployment.broker().resume();
                List<Duration> recoveries = List.of(deployment.awaitRecovery(resumed, service));
                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                new FaultReport("broker unreachable for %d s".formatted(OUTAGE.toSeconds()), 1, recoveries, tally)
                        .check();
            }
        }
    }
}
