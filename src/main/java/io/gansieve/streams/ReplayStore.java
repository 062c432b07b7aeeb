package io.gansieve.streams;

import io.gansieve.image.ImageShape;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.scoring.Json;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replay buffer whose slots live in a changelogged store: what is taken here survives with the transaction.
 *
 * <p>Slots hold examples, whose schema is that of {@link ExampleCodec}; the counters are JSON with one of their own. A value that this
 * release cannot read, since it is broken or of a newer one, leaves the store at the start: slots behind it move up.
 */
final class ReplayStore {
    private static final String COUNTERS = "counters";
    private static final int COUNTERS_SCHEMA = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ReplayStore.class);

    /** @param schema 0 in what was written before there was one */
    private record SavedCounters(int schema, Map<String, Long> offered) {}

    private final KeyValueStore<String, byte[]> store;
    private final ReplayBuffer buffer;
    private final ImageShape shape;

    /** Restores the buffer from {@code store}, whose images must be of {@code shape}. */
    ReplayStore(KeyValueStore<String, byte[]> store, ReplayBuffer buffer, ImageShape shape) {
        this.store = store;
        this.buffer = buffer;
        this.shape = shape;
        restore();
    }

    ReplayBuffer buffer() {
        return buffer;
    }

    void offer(Example example) {
        mirror(buffer.offer(example));
    }

    /** Whether an example of this id was held. */
    boolean forget(String id) {
        List<ReplayBuffer.Change> changes = buffer.forget(id);
        mirror(changes);
        return !changes.isEmpty();
    }

    private void restore() {
        SortedMap<String, Example> examples = new TreeMap<>();
        Map<String, String> unreadable = new TreeMap<>();
        try (KeyValueIterator<String, byte[]> slots = store.all()) {
            slots.forEachRemaining(slot -> {
                try {
                    read(slot, examples);
                } catch (IllegalArgumentException e) {
                    unreadable.put(slot.key, String.valueOf(e.getMessage()));
                }
            });
        }
        SortedMap<String, Example> restored = examples;
        if (!unreadable.isEmpty()) {
            restored = ReplayBuffer.withoutHoles(examples);
            remove(unreadable, examples, restored);
        }
        restored.forEach(buffer::restore);
    }

    private void read(KeyValue<String, byte[]> slot, Map<String, Example> examples) {
        if (slot.key.equals(COUNTERS)) {
            SavedCounters saved = Json.read(slot.value, SavedCounters.class);
            NewerSchemaException.check("replay's counters", COUNTERS_SCHEMA, saved.schema());
            buffer.restore(new ReplayBuffer.Counters(saved.offered()));
        } else {
            ReplayBuffer.requireSlot(slot.key);
            examples.put(slot.key, fitting(ExampleCodec.decode(slot.value)));
        }
    }

    private void remove(Map<String, String> unreadable, Map<String, Example> before, SortedMap<String, Example> after) {
        LOG.warn(
                "replay: {} values cannot be read and leave, as {}",
                unreadable.size(),
                unreadable.values().iterator().next());
        unreadable.keySet().forEach(store::delete);
        before.keySet().stream().filter(slot -> !after.containsKey(slot)).forEach(store::delete);
        after.forEach((slot, example) -> {
            if (!example.equals(before.get(slot))) {
                store.put(slot, ExampleCodec.encode(example));
            }
        });
    }

    private Example fitting(Example example) {
        ImageShape found = example.image().image().shape();
        if (!found.equals(shape)) {
            throw new IllegalStateException(
                    "image.shape must stay what replay holds under this prefix: expected %s, found %s"
                            .formatted(shape, found));
        }
        return example;
    }

    private void mirror(List<ReplayBuffer.Change> changes) {
        for (ReplayBuffer.Change change : changes) {
            change.example()
                    .ifPresentOrElse(
                            example -> store.put(change.slot(), ExampleCodec.encode(example)),
                            () -> store.delete(change.slot()));
        }
        store.put(
                COUNTERS,
                Json.write(new SavedCounters(COUNTERS_SCHEMA, buffer.counters().offered())));
    }
}
