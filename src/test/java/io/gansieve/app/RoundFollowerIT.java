package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Json;
import io.gansieve.streams.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundFollowerIT {
    private static final Topics TOPICS = Topics.withPrefix("gansieve-");

    @TempDir
    Path folder;

    @Test
    void showsRoundsFromBeforeAndNewOnesAndPassesOverWhatIsNone() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder.resolve("data"));
                EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), 0)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                admin.createTopics(List.of(new NewTopic(TOPICS.rounds(), 1, (short) 1)))
                        .all()
                        .get();
            }
            int before = RoundFollower.SIZE + 20;
            try (KafkaProducer<byte[], byte[]> producer = clients.producer()) {
                send(producer, "nonsense".getBytes(StandardCharsets.UTF_8));
                send(producer, Json.write(report(Long.MAX_VALUE)));
                for (int round = 1; round <= before; round++) {
                    send(producer, Json.write(report(round)));
                }
                producer.flush();
                try (RoundFollower follower = RoundFollower.start(clients, TOPICS)) {
                    awaitLast(follower, before);
                    assertThat(follower.rounds()).hasSize(RoundFollower.SIZE);
                    assertThat(follower.rounds().get(0).round()).isEqualTo(21);

                    send(producer, Json.write(report(before + 1)));
                    producer.flush();
                    awaitLast(follower, before + 1);
                }
            }
        }
    }

    @Test
    void goesOnWhenTheTopicComesLateOrIsMadeAgain() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder.resolve("data"));
                EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), 0)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin();
                    RoundFollower follower = RoundFollower.start(clients, TOPICS)) {
                Awaitility.await()
                        .during(Duration.ofSeconds(1))
                        .until(() -> follower.rounds().isEmpty());
                create(admin);
                sendNow(clients, 1, 2, 3);
                awaitLast(follower, 3);

                admin.deleteTopics(List.of(TOPICS.rounds())).all().get();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> !admin.listTopics().names().get().contains(TOPICS.rounds()));
                create(admin);
                sendNow(clients, 4);
                awaitLast(follower, 4);
                assertThat(follower.rounds()).extracting(RoundSummary::round).containsExactly(1L, 2L, 3L, 4L);
            }
        }
    }

    private static void create(Admin admin) throws Exception {
        admin.createTopics(List.of(new NewTopic(TOPICS.rounds(), 1, (short) 1)))
                .all()
                .get();
    }

    private static void sendNow(KafkaClients clients, long... rounds) {
        try (KafkaProducer<byte[], byte[]> producer = clients.producer()) {
            for (long round : rounds) {
                send(producer, Json.write(report(round)));
            }
            producer.flush();
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(TOPICS.rounds(), value));
    }

    private static void awaitLast(RoundFollower follower, long round) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            List<RoundSummary> rounds = follower.rounds();
            return !rounds.isEmpty() && rounds.get(rounds.size() - 1).round() == round;
        });
    }

    private static RoundReport report(long round) {
        return new RoundReport(
                RoundReport.SCHEMA,
                round,
                RoundReport.Outcome.DIVERGED,
                "a loss is no number",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "digest",
                Instant.parse("2026-11-22T12:00:00Z"),
                1.5);
    }
}
