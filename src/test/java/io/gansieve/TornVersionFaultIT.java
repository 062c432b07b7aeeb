package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.streams.SlowPublisher;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever publishes a version of 12 MB is killed in the middle, at another part each time. Nobody ever serves half a version. */
class TornVersionFaultIT {
    /** After which parts, of 14; the last is after the pointer and before the commit. */
    private static final int[] KILLED_AFTER = {0, 3, 7, 13, 14};

    @TempDir
    Path folder;

    @Test
    void servesAVersionWholeOrNotAtAll() throws Exception {
        try (Deployment deployment = Deployment.withBroker("torn-version", folder)) {
            ServiceProcess scorer = deployment.start("scorer", "--roles", "scorer");
            scorer.awaitReady();
            List<Duration> recoveries = new ArrayList<>();
            try (Load load = deployment.load(100)) {
                publish(deployment, 1, 1, Integer.MAX_VALUE);
                awaitChampion(scorer, 1);
                for (int i = 0; i < KILLED_AFTER.length; i++) {
                    publish(deployment, 2 + i, 2 + i, KILLED_AFTER[i]);
                    recoveries.add(deployment.awaitRecovery(Instant.now(), scorer));
                    assertThat(scorer.metric(Deployment.CHAMPION))
                            .as("champion")
                            .isEqualTo(1);
                }
                publish(deployment, 9, 9, Integer.MAX_VALUE);
                awaitChampion(scorer, 9);
                scorer.kill();
                deployment.awaitRecovery(Instant.now(), scorer);
                awaitChampion(scorer, 9);
                assertThat(scorer.metric("gansieve_models_refused_total")).isZero();
                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                new FaultReport("kill -9 while a version of 12 MB is published", 5, recoveries, tally).check();
            }
        }
    }

    private static void awaitChampion(ServiceProcess scorer, long version) {
        Awaitility.await("version " + version)
                .atMost(Deployment.PATIENCE)
                .ignoreExceptions()
                .until(() -> scorer.metric(Deployment.CHAMPION) == version);
    }

    /** @param lastPart after which the publisher is killed */
    private static void publish(Deployment deployment, long version, long epoch, int lastPart)
            throws IOException, InterruptedException {
        Process publisher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlowPublisher.class.getName(),
                        deployment.bootstrapServers(),
                        Deployment.PREFIX + "models",
                        Long.toString(version),
                        Long.toString(epoch))
                .redirectError(ServiceProcess.log("torn-version-publisher").toFile())
                .start();
        try (BufferedReader said = publisher.inputReader(StandardCharsets.UTF_8)) {
            String end = lastPart == Integer.MAX_VALUE ? "committed" : "part " + lastPart;
            String line = said.readLine();
            while (line != null && !line.equals(end)) {
                line = said.readLine();
            }
            assertThat(line).as("what the publisher said last").isEqualTo(end);
        } finally {
            if (lastPart == Integer.MAX_VALUE) {
                publisher.waitFor();
            }
            publisher.destroyForcibly().waitFor();
        }
    }
}
