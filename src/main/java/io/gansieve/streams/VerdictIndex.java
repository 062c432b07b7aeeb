package io.gansieve.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * Verdicts by image id and time of scoring. They leave after two windows, a whole segment of the store at a time: nothing has to
 * be searched for what is old.
 */
final class VerdictIndex {
    static final String STORE = "verdict-index";

    private final WindowStore<String, byte[]> store;

    VerdictIndex(WindowStore<String, byte[]> store) {
        this.store = store;
    }

    static StoreBuilder<WindowStore<String, byte[]>> store(Duration window) {
        return Stores.windowStoreBuilder(
                Stores.persistentWindowStore(STORE, window.multipliedBy(2), Duration.ofMillis(1), false),
                Serdes.String(),
                Serdes.ByteArray());
    }

    void put(String id, IndexedVerdict verdict) {
        store.put(id, verdict.encode(), verdict.scoredAt());
    }

    Optional<IndexedVerdict> latest(String id) {
        try (WindowStoreIterator<byte[]> found = store.backwardFetch(id, 0, Long.MAX_VALUE)) {
            return found.hasNext() ? Optional.of(IndexedVerdict.decode(found.next().value)) : Optional.empty();
        }
    }

    void forget(String id) {
        List<Long> times = new ArrayList<>();
        try (WindowStoreIterator<byte[]> found = store.fetch(id, 0, Long.MAX_VALUE)) {
            found.forEachRemaining(entry -> times.add(entry.key));
        }
        times.forEach(time -> store.put(id, null, time));
    }
}
