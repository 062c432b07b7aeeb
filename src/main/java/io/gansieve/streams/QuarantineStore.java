package io.gansieve.streams;

import io.gansieve.image.Label;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held examples in a changelogged store, bounded in bytes as {@link ReplayBuffer#bytesOf} counts them: where one does not fit, the
 * oldest leave. Images stay in the store; memory has an entry for each.
 */
final class QuarantineStore {
    /** Replay has so many times its bytes. */
    static final int PART_OF_REPLAY = 10;

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineStore.class);
    private static final String AFTER = "held0"; // '0' follows '/'

    private record Entry(String key, Label label, Optional<String> sender, long bytes) {}

    private final KeyValueStore<String, byte[]> store;
    private final long capacityBytes;

    /** By image id, the oldest first; bounded by the bytes of what they stand for. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private final Map<Label, Integer> counts = new EnumMap<>(Label.class);
    private long bytes;
    private long next;

    QuarantineStore(KeyValueStore<String, byte[]> store, long capacityBytes) {
        this.store = store;
        this.capacityBytes = capacityBytes;
        restore();
    }

    private void restore() {
        List<String> unreadable = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> records = store.range(HeldExample.KEYS, AFTER)) {
            while (records.hasNext()) {
                KeyValue<String, byte[]> read = records.next();
                next = Long.parseLong(read.key.substring(HeldExample.KEYS.length())) + 1;
                try {
                    index(read.key, HeldExample.decode(read.value).example());
                } catch (IllegalArgumentException e) {
                    // Broken, or of a newer release: it leaves, as in replay.
                    LOG.warn("quarantine: {} cannot be read and leaves: {}", read.key, e.getMessage());
                    unreadable.add(read.key);
                }
            }
        }
        unreadable.forEach(store::delete);
    }

    /** The result is those that left to make room. */
    List<Example> hold(HeldExample held) {
        remove(held.example().id());
        List<Example> left = new ArrayList<>();
        long needed = ReplayBuffer.bytesOf(held.example());
        while (bytes + needed > capacityBytes && !entries.isEmpty()) {
            remove(entries.keySet().iterator().next()).map(HeldExample::example).ifPresent(left::add);
        }
        if (needed > capacityBytes) {
            left.add(held.example());
            return left;
        }
        String key = HeldExample.KEYS + "%019d".formatted(next++);
        store.put(key, held.encode());
        index(key, held.example());
        return left;
    }

    private void index(String key, Example example) {
        Entry entry = new Entry(key, example.image().label(), example.sender(), ReplayBuffer.bytesOf(example));
        entries.put(example.id(), entry);
        counts.merge(entry.label(), 1, Integer::sum);
        bytes += entry.bytes();
    }

    Optional<HeldExample> remove(String id) {
        Optional<Entry> entry = Optional.ofNullable(entries.remove(id));
        entry.ifPresent(left -> {
            counts.merge(left.label(), -1, Integer::sum);
            bytes -= left.bytes();
        });
        return entry.flatMap(left -> Optional.ofNullable(store.delete(left.key())))
                .map(HeldExample::decode);
    }

    /** So many ids, the oldest first, from a place on that wraps around. */
    List<HeldExample> some(long from, int most) {
        List<Entry> all = List.copyOf(entries.values());
        List<HeldExample> some = new ArrayList<>();
        for (int i = 0; i < Math.min(most, all.size()); i++) {
            Entry entry = all.get((int) Math.floorMod(from + i, (long) all.size()));
            Optional.ofNullable(store.get(entry.key())).map(HeldExample::decode).ifPresent(some::add);
        }
        return some;
    }

    List<String> idsOf(String sender) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().sender().equals(Optional.of(sender)))
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean holds(String id) {
        return entries.containsKey(id);
    }

    int count(Label label) {
        return counts.getOrDefault(label, 0);
    }
}
