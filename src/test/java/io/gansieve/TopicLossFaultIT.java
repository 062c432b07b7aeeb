package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody deletes one topic after the other under load. What was in a topic is lost with it, and nothing else: it is made again as
 * it was, later images are answered once, the champion serves on and rounds go on.
 */
class TopicLossFaultIT {
    private static final List<String> TOPICS =
            List.of("images", "models", "rounds", "commands", "examples", "dead-letters", "verdicts", "labels");

    /** Of what was sent before these were deleted, nothing can be found in them afterwards. */
    private static final Set<String> HOLD_IMAGES_OR_ANSWERS = Set.of("images", "verdicts", "dead-letters");

    @TempDir
    Path folder;

    @Test
    void losesNothingButWhatTheTopicHeld() throws Exception {
        try (Deployment deployment = Deployment.withBroker("topic-loss", folder)) {
            ServiceProcess scorer = deployment.start("scorer", scorer());
            ServiceProcess trainer = deployment.start("trainer", trainer());
            scorer.awaitReady();
            trainer.awaitReady();
            try (Load load = deployment.load("first", 100)) {
                Awaitility.await("a champion")
                        .atMost(Deployment.PATIENCE)
                        .until(() -> scorer.metric(Deployment.CHAMPION) >= 1);
                load.finish();
            }
            List<String> report = new ArrayList<>();
            for (String topic : TOPICS) {
                report.add(loseOne(topic, deployment, scorer, trainer));
            }
            report.forEach(System.out::println);
        }
    }

    private static String[] scorer() {
        return new String[] {"--roles", "scorer", "--set", "topics.partitions=3"};
    }

    private static String[] trainer() {
        List<String> all = new ArrayList<>(List.of("--roles", "trainer", "--set", "topics.partitions=2"));
        all.addAll(List.of(Deployment.SMALL_ROUNDS));
        return all.toArray(String[]::new);
    }

    private static String loseOne(String topic, Deployment deployment, ServiceProcess scorer, ServiceProcess trainer)
            throws Exception {
        double champion = scorer.metric(Deployment.CHAMPION);
        int partitions = partitions(deployment, topic);
        String during = "during-" + topic;
        Load running = deployment.load(during, 100);
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        try (Admin admin = deployment.admin()) {
            admin.deleteTopics(List.of(Deployment.PREFIX + topic)).all().get(10, TimeUnit.SECONDS);
        }
        Instant deleted = Instant.now();
        Awaitility.await(topic + " is made again")
                .atMost(Deployment.PATIENCE)
                .ignoreExceptions()
                .until(() -> partitions(deployment, topic) > 0);
        assertThat(partitions(deployment, topic)).as("partitions of " + topic).isEqualTo(partitions);
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        running.finish();
        Set<String> survived = HOLD_IMAGES_OR_ANSWERS.contains(topic) ? Set.of() : running.ids();
        running.close();
        try (Load load = deployment.load("after-" + topic, 100)) {
            LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
            load.finish();
            Tally before = survived.isEmpty()
                    ? new Tally(0, 0, 0, 0)
                    : deployment.answers().tally(during, survived, Deployment.PATIENCE);
            assertThat(before.lost() + before.doubled())
                    .as("of images sent meanwhile")
                    .isZero();
            Tally tally = deployment.answers().tally("after-" + topic, load.ids(), Deployment.PATIENCE);
            Duration answered = Duration.between(deleted, Instant.now());
            new FaultReport("the topic of " + topic + " deleted", 1, List.of(answered), tally).check();
        }
        assertThat(scorer.metric(Deployment.CHAMPION))
                .as("champion after the loss of " + topic)
                .isGreaterThanOrEqualTo(champion);
        double rounds = rounds(trainer);
        try (Load load = deployment.load("learn-" + topic, 200)) {
            Awaitility.await("a round after the loss of " + topic)
                    .atMost(Deployment.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> Deployment.allReady(scorer, trainer) && rounds(trainer) > rounds);
            load.finish();
        }
        Awaitility.await("the models topic holds the champion again")
                .atMost(Deployment.PATIENCE)
                .until(() -> scorer.get("/models").contains("\"champion\":true"));
        return "%s: all answered %d s after its deletion"
                .formatted(topic, Duration.between(deleted, Instant.now()).toSeconds());
    }

    private static double rounds(ServiceProcess trainer) throws Exception {
        return trainer.metric("gansieve_training_rounds_total");
    }

    private static int partitions(Deployment deployment, String topic) throws Exception {
        try (Admin admin = deployment.admin()) {
            Map<String, TopicDescription> found = admin.describeTopics(List.of(Deployment.PREFIX + topic))
                    .allTopicNames()
                    .get(10, TimeUnit.SECONDS);
            return found.values().iterator().next().partitions().size();
        }
    }
}
