package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BootstrapIT {
    private static final String TOPIC = "images";

    @TempDir
    Path folder;

    @Test
    void publishesEachLocationOnceUnlessItWasStopped() throws Exception {
        Path first = images("first", 3);
        Path second = images("second", 2);
        try (DataDirectory directory = DataDirectory.open(folder.resolve("data"));
                EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), 0)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();

                Bootstrap.run(first.toString(), directory, clients, TOPIC, () -> true);
                assertThat(published(admin)).isZero();

                Bootstrap.run(first.toString(), directory, clients, TOPIC, () -> false);
                Bootstrap.run(first.resolve("../first").toString(), directory, clients, TOPIC, () -> false);
                assertThat(published(admin)).isEqualTo(3);

                Bootstrap.run(second.toString(), directory, clients, TOPIC, () -> false);
                Bootstrap.run(first.toString(), directory, clients, TOPIC, () -> false);
                assertThat(published(admin)).isEqualTo(5);
            }
        }
    }

    private static long published(Admin admin) throws Exception {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private Path images(String name, int count) throws IOException {
        Path images = Files.createDirectories(folder.resolve(name));
        byte[] png = Png.encode(Image.of(ImageShape.MNIST, new byte[ImageShape.MNIST.size()]));
        for (int i = 0; i < count; i++) {
            Files.write(images.resolve(i + ".png"), png);
        }
        return images;
    }
}
