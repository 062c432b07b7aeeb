package io.gansieve.streams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Labels whose image has no verdict yet, one for an id, with a second store in order of time to find those that waited enough. */
final class WaitingLabels {
    static final String STORE = "waiting-labels";
    static final String TIMES = "waiting-label-times";

    /** At most so many leave at once, so that a transaction stays small. */
    private static final int MAX_EXPIRED = 1000;

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<String, byte[]> labels;
    private final KeyValueStore<Bytes, byte[]> times;

    WaitingLabels(KeyValueStore<String, byte[]> labels, KeyValueStore<Bytes, byte[]> times) {
        this.labels = labels;
        this.times = times;
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> store() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray());
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> times() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(TIMES), Serdes.Bytes(), Serdes.ByteArray());
    }

    /** A later label of an id takes the earlier one's place. */
    void hold(String id, LabelEvent label) {
        take(id);
        labels.put(id, label.encode());
        times.put(timeKey(label.receivedAt(), id), PRESENT);
    }

    /** Removes the label of an id, if one waits. */
    Optional<LabelEvent> take(String id) {
        byte @Nullable [] held = labels.delete(id);
        if (held == null) {
            return Optional.empty();
        }
        LabelEvent label = LabelEvent.decode(held);
        times.delete(timeKey(label.receivedAt(), id));
        return Optional.of(label);
    }

    /** Removes labels that came at {@code latest} or before, oldest first; not all if they are many. */
    List<LabelEvent> takeReceivedUntil(long latest) {
        List<String> ids = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> old = times.range(null, timeKey(latest + 1, ""))) {
            while (old.hasNext() && ids.size() < MAX_EXPIRED) {
                byte[] key = old.next().key.get();
                ids.add(new String(key, Long.BYTES, key.length - Long.BYTES, StandardCharsets.UTF_8));
            }
        }
        return ids.stream().map(this::take).flatMap(Optional::stream).toList();
    }

    /** Big endian: bytes sort as times do. */
    private static Bytes timeKey(long time, String id) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(time)
                .put(name)
                .array());
    }
}
