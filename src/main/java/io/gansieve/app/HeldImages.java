package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.config.Role;
import io.gansieve.streams.HeldExample;
import io.gansieve.streams.QuarantineTopic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the trainer of a deployment holds in quarantine, read from the changelog of its store: needs the right to read that topic. */
public final class HeldImages {
    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * A held image without its pixels.
     *
     * @param contradicts false if only its sender is distrusted
     */
    public record Entry(
            String imageId,
            String label,
            OptionalInt imageClass,
            String source,
            Optional<String> by,
            boolean contradicts,
            Instant since) {
        private static Entry of(HeldExample held) {
            return new Entry(
                    held.example().id(),
                    held.example().image().label().text(),
                    held.example().image().imageClass(),
                    held.example().image().source(),
                    held.example().sender(),
                    held.contradicts(),
                    held.since());
        }
    }

    private HeldImages() {}

    /** The oldest first; memory holds no pixels. Records that are none of a held image are passed over. */
    public static List<Entry> read(GansieveConfig config) throws IOException {
        SortedMap<String, Entry> held = new TreeMap<>();
        String topic = QuarantineTopic.of(config.prefix() + Role.TRAINER.text());
        try (TopicTail tail = TopicTail.fromBeginning(KafkaClients.of(config), topic)) {
            while (!tail.atEnd()) {
                tail.poll(POLL).forEach(read -> take(read, held));
            }
        }
        return List.copyOf(held.values());
    }

    private static void take(ConsumerRecord<byte[], byte[]> read, SortedMap<String, Entry> held) {
        String key = read.key() == null ? "" : new String(read.key(), StandardCharsets.UTF_8);
        if (!key.startsWith(HeldExample.KEYS)) {
            return;
        }
        held.remove(key);
        if (read.value() == null) {
            return;
        }
        try {
            held.put(key, Entry.of(HeldExample.decode(read.value())));
        } catch (IllegalArgumentException e) {
            // Damaged, or of a newer trainer: the trainer itself says so.
            return;
        }
    }
}
