package io.gansieve.streams;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.scoring.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Mirrors the models topic into a global store, and follows its champion: the pointer of the highest epoch is served as soon as
 * its version is there and whole.
 *
 * <p>Nothing that a record holds may stop it: an exception here would stop every instance at each start. What cannot be used is
 * reported, and the old champion serves on. Streams makes one processor to replay what the store lacks and another one for what
 * comes after; both start from the store, so either way ends at the same champion.
 */
final class ModelsProcessor implements Processor<byte[], byte[], Void, Void> {
    /** The store, on disk: 20 versions would fill a heap. Keys as in the topic, values as received. */
    static final String STORE = "models";

    private static final String PROCESSOR = "models";
    private static final String SOURCE = "models-in";

    private final ChampionUpdates updates;
    private @Nullable KeyValueStore<String, byte[]> store;
    private Optional<ChampionPointer> wanted = Optional.empty();

    ModelsProcessor(ChampionUpdates updates) {
        this.updates = updates;
    }

    static void addTo(Topology topology, Topics topics, ChampionUpdates updates) {
        topology.addGlobalStore(
                store(),
                SOURCE,
                new RecordTime(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.models(),
                PROCESSOR,
                () -> new ModelsProcessor(updates));
    }

    /** The store alone, for an application that serves no champion. */
    static void addStoreTo(StreamsBuilder builder, Topics topics) {
        builder.addGlobalStore(
                store(),
                topics.models(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                        .withTimestampExtractor(new RecordTime())
                        .withName(SOURCE),
                () -> new ModelsProcessor(ChampionUpdates.NONE));
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled();
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        KeyValueStore<String, byte[]> models = context.getStateStore(STORE);
        store = models;
        guarded(STORE, () -> recover(models));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        KeyValueStore<String, byte[]> models = store;
        if (models == null) {
            throw new IllegalStateException("process before init");
        }
        byte @Nullable [] recordKey = record.key();
        if (recordKey == null) {
            updates.refused("expected version/N or champion/E, found a record without key");
            return;
        }
        String key = ImageIds.of(recordKey);
        guarded(key, () -> take(models, key, record.value()));
    }

    private void take(KeyValueStore<String, byte[]> models, String key, byte @Nullable [] value)
            throws CorruptEnvelopeException {
        if (value == null) {
            models.delete(key);
            return;
        }
        models.put(key, value);
        OptionalLong version = ModelKeys.versionOf(key);
        if (version.isPresent()) {
            updates.check(version.getAsLong(), value);
            if (wanted.isPresent() && wanted.get().version() == version.getAsLong()) {
                serve(models, wanted.get());
            }
        } else if (ModelKeys.epochOf(key).isPresent()) {
            ChampionPointer pointer = pointer(key, value);
            if (wanted.isEmpty() || pointer.epoch() >= wanted.get().epoch()) {
                wanted = Optional.of(pointer);
            }
            // One behind the wanted, too: as long as that cannot be served, the best of the others does.
            serve(models, pointer);
        } else {
            throw new IllegalArgumentException("expected version/N or champion/E");
        }
    }

    /** Serves the newest pointer of the store that can be served, as if all had been followed in order. */
    private void recover(KeyValueStore<String, byte[]> models) {
        List<ChampionPointer> pointers = pointers(models);
        wanted = pointers.stream().findFirst();
        for (ChampionPointer pointer : pointers) {
            if (pointer.epoch() <= updates.epoch() || guarded(name(pointer), () -> serve(models, pointer))) {
                return;
            }
        }
    }

    /** Newest first. */
    private List<ChampionPointer> pointers(KeyValueStore<String, byte[]> models) {
        List<ChampionPointer> pointers = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> found =
                models.range(ModelKeys.CHAMPION, ModelKeys.CHAMPION + Character.MAX_VALUE)) {
            found.forEachRemaining(entry -> guarded(entry.key, () -> pointers.add(pointer(entry.key, entry.value))));
        }
        pointers.sort(Comparator.comparingLong(ChampionPointer::epoch).reversed());
        return pointers;
    }

    private void serve(KeyValueStore<String, byte[]> models, ChampionPointer pointer) throws CorruptEnvelopeException {
        if (pointer.epoch() <= updates.epoch()) {
            return;
        }
        if (pointer.version() == 0) {
            updates.serveBuiltIn(pointer);
            return;
        }
        byte @Nullable [] envelope = models.get(ModelKeys.version(pointer.version()));
        if (envelope == null) {
            throw new IllegalArgumentException("version %d is not there".formatted(pointer.version()));
        }
        updates.serve(pointer, envelope);
    }

    private static ChampionPointer pointer(String key, byte[] value) {
        ChampionPointer pointer = Json.read(value, ChampionPointer.class);
        if (!name(pointer).equals(key)) {
            throw new IllegalArgumentException("expected the pointer of its key, found " + name(pointer));
        }
        return pointer;
    }

    private static String name(ChampionPointer pointer) {
        return ModelKeys.champion(pointer.epoch());
    }

    private interface Step {
        void run() throws CorruptEnvelopeException;
    }

    /** Whether it went well. */
    private boolean guarded(String what, Step step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException | CorruptEnvelopeException e) {
            updates.refused(what + ": " + e.getMessage());
            return false;
        }
    }
}
