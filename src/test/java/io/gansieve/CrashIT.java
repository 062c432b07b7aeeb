package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
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
    private static final int RATE = 200;

    @TempDir
    Path folder;

    @Test
    void answersEachRecordOnceAcrossKillsOfServiceAndBroker() throws Exception {
        try (Deployment deployment = Deployment.embedded("crash-all", folder)) {
            survive("kill -9 of the service with its embedded broker", deployment);
        }
    }

    @Test
    void answersEachRecordOnceAcrossKillsOfTheServiceAlone() throws Exception {
        try (Deployment deployment = Deployment.withBroker("crash-service", folder)) {
            survive("kill -9 of the service", deployment);
        }
    }

    private static void survive(String fault, Deployment deployment) throws Exception {
        SplittableRandom random = new SplittableRandom(42);
        List<Duration> recoveries = new ArrayList<>();
        ServiceProcess service = deployment.start("service", Deployment.SMALL_ROUNDS);
        service.awaitReady();
        try (Load load = deployment.load(RATE)) {
            for (int kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(500 + random.nextInt(6500)).toNanos());
                service.kill();
                Instant killed = Instant.now();
                recoveries.add(deployment.awaitRecovery(killed, service));
            }
            Awaitility.await("a version in force")
                    .atMost(Deployment.PATIENCE)
                    .until(() -> service.metric(Deployment.CHAMPION) > 0);
            load.finish();
            Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
            new FaultReport(fault, KILLS, recoveries, tally).check();
        }
        double before = deployment.pauseTraining(service);
        service.terminate();
        service.restart();
        LOG.info(
                "ready after a clean stop: {} ms, champion {}",
                service.awaitReady().toMillis(),
                before);
        assertThat(service.metric(Deployment.CHAMPION))
                .as("version in force")
                .isEqualTo(before)
                .isPositive();
        // No version number and no epoch is given twice.
        assertThat(deployment.answers().modelKeys())
                .doesNotHaveDuplicates()
                .anyMatch(key -> key.startsWith("version/"));
    }
}
