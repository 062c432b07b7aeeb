package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KnownTopicsIT {
    private static final String TOPIC = "gansieve-images";

    @TempDir
    Path folder;

    @Test
    void knowsATopicMadeAgainWhereItsFileCannotBeWritten() throws Exception {
        Path noFolder = Files.createFile(folder.resolve("no-folder"));
        assertKnows(noFolder.resolve("topics.json"));
        assertThat(noFolder).isEmptyFile();
    }

    @Test
    void knowsATopicMadeAgain() throws Exception {
        Path file = folder.resolve("topics.json");
        assertKnows(file);
        assertThat(file).isNotEmptyFile();
    }

    private void assertKnows(Path file) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                create(admin);
                try (KnownTopics known = KnownTopics.open(clients.admin(), file, List.of(TOPIC), Clock.systemUTC())) {
                    assertThat(known.madeAgain(TOPIC)).isFalse();
                    admin.deleteTopics(List.of(TOPIC)).all().get();
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> !admin.listTopics().names().get().contains(TOPIC));
                    create(admin);
                    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> known.madeAgain(TOPIC));
                }
            }
        }
    }

    private static void create(Admin admin) throws Exception {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
}
