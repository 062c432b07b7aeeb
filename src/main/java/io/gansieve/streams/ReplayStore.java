package io.gansieve.streams;

import io.gansieve.image.ImageShape;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.scoring.Json;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replay buffer whose slots and counters live in a changelogged store: what is taken here survives with the transaction. A
 * counter is a record of its own, one byte of schema and a long, so that an example costs a few short records beside itself.
 *
 * <p>A slot that this release cannot read, since it is broken or of a newer one, leaves the store at the start: slots behind it move
 * up.
 */
final class ReplayStore {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayStore.class);

    /** One record with all counters, as JSON, by earlier releases. */
    private static final String COUNTERS = "counters";

    private static final String COUNTER = "counter/";
    private static final byte COUNTER_SCHEMA = 1;

    private final KeyValueStore<String, byte[]> store;
    private final ReplayBuffer buffer;
    private final ImageShape shape;

    /** Whether the counters still lie where earlier releases kept them. */
    private boolean countersMove;

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

    boolean holds(String id) {
        return buffer.holds(id);
    }

    /** Whether an example of this id was held. */
    boolean forget(String id) {
        boolean held = buffer.holds(id);
        mirror(buffer.forget(id));
        return held;
    }

    private void restore() {
        Map<String, Long> counters = new HashMap<>();
        SortedMap<String, Example> examples = new TreeMap<>();
        Map<String, String> unreadable = new TreeMap<>();
        try (KeyValueIterator<String, byte[]> records = store.all()) {
            while (records.hasNext()) {
                KeyValue<String, byte[]> read = records.next();
                try {
                    if (!readCounter(read, counters)) {
                        readSlot(read, examples);
                    }
                } catch (IllegalArgumentException e) {
                    // Broken, or of a newer release: it leaves.
                    unreadable.put(read.key, String.valueOf(e.getMessage()));
                }
            }
        }
        SortedMap<String, Example> restored = examples;
        if (!unreadable.isEmpty()) {
            restored = ReplayBuffer.withoutHoles(examples);
            remove(unreadable, examples, restored);
        }
        restored.forEach(buffer::restore);
        buffer.restore(new ReplayBuffer.Counters(counters));
    }

    /** Whether it was one. */
    private boolean readCounter(KeyValue<String, byte[]> read, Map<String, Long> counters) {
        if (read.key.startsWith(COUNTER)) {
            counters.put(read.key.substring(COUNTER.length()), counter(read));
            return true;
        }
        if (read.key.equals(COUNTERS)) {
            counters.putAll(Json.read(read.value, ReplayBuffer.Counters.class).offered());
            countersMove = true;
            return true;
        }
        return false;
    }

    private void readSlot(KeyValue<String, byte[]> slot, Map<String, Example> examples) {
        ReplayBuffer.requireSlot(slot.key);
        examples.put(slot.key, fitting(ExampleCodec.decode(slot.value)));
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

    private static byte[] counter(long value) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put(COUNTER_SCHEMA)
                .putLong(value)
                .array();
    }

    private static long counter(KeyValue<String, byte[]> read) {
        if (read.value.length < 1 + Long.BYTES || read.value[0] < 1 || read.value[0] > COUNTER_SCHEMA) {
            throw new IllegalArgumentException("%s: expected a counter of schema at most %d, found 0x%s"
                    .formatted(read.key, COUNTER_SCHEMA, HexFormat.of().formatHex(read.value)));
        }
        return ByteBuffer.wrap(read.value).getLong(1);
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
        buffer.takeChangedCounters().forEach(this::putCounter);
        if (countersMove) {
            buffer.counters().offered().forEach((name, value) -> putCounter(name, Optional.of(value)));
            store.delete(COUNTERS);
            countersMove = false;
        }
    }

    private void putCounter(String name, Optional<Long> value) {
        value.ifPresentOrElse(known -> store.put(COUNTER + name, counter(known)), () -> store.delete(COUNTER + name));
    }
}
