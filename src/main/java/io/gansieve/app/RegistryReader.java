package io.gansieve.app;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Envelope;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelVersion;
import io.gansieve.scoring.Json;
import io.gansieve.streams.ModelKeys;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the models topic as it is, without a detector: metadata and pointers stay in memory, a version's parts are fetched from
 * their position when asked for. Used by one thread; owns its consumer.
 */
public final class RegistryReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryReader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private record Entry(ModelVersion metadata, TopicPartition partition, long offset) {}

    private final TopicTail tail;
    private final Map<Long, Entry> versions = new HashMap<>();
    private final Map<Long, ChampionPointer> pointers = new TreeMap<>();

    private RegistryReader(TopicTail tail) {
        this.tail = tail;
    }

    /** @throws IOException if the broker does not answer or has no models topic */
    public static RegistryReader open(KafkaClients clients, Topics topics) throws IOException {
        return new RegistryReader(TopicTail.fromBeginning(clients, topics.models()));
    }

    /** Reads on to the end as it is now. */
    public RegistryState catchUp() {
        do {
            tail.poll(POLL).forEach(this::apply);
        } while (!tail.atEnd());
        TreeMap<Long, ModelVersion> metadata = versions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().metadata(), (a, b) -> b, TreeMap::new));
        return new RegistryState(metadata, new ArrayList<>(pointers.values()));
    }

    private void apply(ConsumerRecord<byte[], byte[]> read) {
        String key = read.key() == null ? "" : new String(read.key(), StandardCharsets.UTF_8);
        try {
            OptionalLong version = ModelKeys.versionOf(key);
            OptionalLong epoch = ModelKeys.epochOf(key);
            if (version.isPresent()) {
                version(version.getAsLong(), read);
            } else if (epoch.isPresent()) {
                champion(epoch.getAsLong(), read);
            }
        } catch (CorruptEnvelopeException | IllegalArgumentException e) {
            LOG.warn(
                    "{} at {}-{}@{} is passed over: {}",
                    key,
                    read.topic(),
                    read.partition(),
                    read.offset(),
                    e.getMessage());
        }
    }

    private void version(long number, ConsumerRecord<byte[], byte[]> read) throws CorruptEnvelopeException {
        if (read.value() == null) {
            versions.remove(number);
        } else {
            ModelVersion metadata = Envelope.metadata(read.value());
            if (metadata.version() != number) {
                throw new IllegalArgumentException(
                        "expected version %d, found %d".formatted(number, metadata.version()));
            }
            TopicPartition partition = new TopicPartition(read.topic(), read.partition());
            versions.put(number, new Entry(metadata, partition, read.offset()));
        }
    }

    private void champion(long epoch, ConsumerRecord<byte[], byte[]> read) {
        if (read.value() == null) {
            pointers.remove(epoch);
        } else {
            pointers.put(epoch, Json.read(read.value(), ChampionPointer.class));
        }
    }

    /** A version with its parts; empty if the registry has no such version any more. */
    public Optional<ModelPackage> fetch(long version) throws CorruptEnvelopeException {
        Optional<ConsumerRecord<byte[], byte[]>> found = Optional.ofNullable(versions.get(version))
                .flatMap(entry -> tail.at(entry.partition(), entry.offset(), Duration.ofSeconds(10)));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Envelope.decode(found.get().value()));
    }

    @Override
    public void close() {
        tail.close();
    }
}
