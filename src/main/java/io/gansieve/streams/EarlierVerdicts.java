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
 * What the index of before the bound in bytes holds: it is read, takes nothing more, and is empty two windows after an upgrade,
 * so that no label loses its verdict.
 */
final class EarlierVerdicts {
    static final String STORE = "verdict-index";

    private static final Duration SHORTEST_AGEING = Duration.ofMinutes(1);

    private final WindowStore<String, byte[]> store;
    private final UnreadableRecords unreadable;
    private final long ageing;
    private long aged = Long.MIN_VALUE / 2;

    EarlierVerdicts(WindowStore<String, byte[]> store, Duration window, UnreadableRecords unreadable) {
        this.store = store;
        this.unreadable = unreadable;
        this.ageing = Math.max(SHORTEST_AGEING.toMillis(), window.toMillis() / 4);
    }

    static StoreBuilder<WindowStore<String, byte[]>> store(Duration window) {
        return Stores.windowStoreBuilder(
                Stores.persistentWindowStore(STORE, window.multipliedBy(2), Duration.ofMillis(1), false),
                Serdes.String(),
                Serdes.ByteArray());
    }

    Optional<IndexedVerdict> latest(String id) {
        try (WindowStoreIterator<byte[]> found = store.backwardFetch(id, 0, Long.MAX_VALUE)) {
            return found.hasNext()
                    ? unreadable.read(() -> IndexedVerdict.decode(found.next().value))
                    : Optional.empty();
        }
    }

    void forget(String id) {
        List<Long> times = new ArrayList<>();
        try (WindowStoreIterator<byte[]> found = store.fetch(id, 0, Long.MAX_VALUE)) {
            found.forEachRemaining(entry -> times.add(entry.key));
        }
        times.forEach(time -> store.put(id, null, time));
    }

    /** A window store's time goes on only with what is put, and with it what is old leaves. */
    void age(long now) {
        if (now - aged >= ageing) {
            aged = now;
            store.put("", null, now);
        }
    }
}
