package io.gansieve;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes the topic of dead letters under a running service. */
class DeadLetterTopicFaultIT {
    @TempDir
    Path folder;

    @Test
    void makesTheTopicAgainAndAnswersWhatWaited() throws Exception {
        try (Deployment deployment = Deployment.withBroker("dead-letters", folder)) {
            ServiceProcess scorer = deployment.start("scorer", "--roles", "scorer");
            scorer.awaitReady();
            try (Admin admin = deployment.admin()) {
                admin.deleteTopics(List.of(Deployment.PREFIX + "dead-letters"))
                        .all()
                        .get(10, TimeUnit.SECONDS);
            }
            Instant deleted = Instant.now();
            try (Load load = deployment.load(100)) {
                LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                List<Duration> recoveries = List.of(Duration.between(deleted, Instant.now()));
                new FaultReport("the topic of dead letters deleted", 1, recoveries, tally).check();
            }
        }
    }
}
