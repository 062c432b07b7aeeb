package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.streams.RecordLimits;
import io.gansieve.streams.TopicAdmin;
import io.gansieve.streams.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On brokers that take 1 MiB a record and refuse settings of topics. */
final class PublisherIT {
    private static final Topics TOPICS = Topics.withPrefix("p-");

    @TempDir
    Path folder;

    @Test
    void saysWhichImageIsTooLargeForItsTopic() throws Exception {
        try (EmbeddedBroker broker = StrictBroker.start(folder)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                TopicAdmin topics = new TopicAdmin(admin);
                topics.create(TOPICS, 1);
                assertThat(topics.limits(TOPICS)).isEqualTo(RecordLimits.all(StrictBroker.MAX_MESSAGE_BYTES));
            }
            try (Publisher publisher = new Publisher(clients, "p-images")) {
                publisher.send(item("small.png", 900_000));
                publisher.send(item("large.png", 2_000_000));
                publisher.flush();

                assertThat(publisher.acknowledged()).isEqualTo(1);
                assertThat(publisher.failed()).isEqualTo(1);
                assertThat(publisher.firstFailure())
                        .hasValue("large.png: 2000000 bytes are more than topic p-images takes in a record"
                                + " (max.message.bytes), or than an image may have (8388608)");
            }
        }
    }

    private static Publisher.Item item(String name, int bytes) {
        return new Publisher.Item(
                Optional.of(name), new byte[bytes], Optional.empty(), OptionalInt.empty(), Optional.empty());
    }
}
