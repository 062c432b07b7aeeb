package io.gansieve.replay;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The counters that changed since somebody last asked; empty ones are gone. Holds nothing while nobody keeps counters, so that it
 * does not grow with the names that come.
 */
final class ChangedCounters {
    static final String FREE = "#free";

    private final Map<String, Optional<Long>> changed = new TreeMap<>();
    private boolean kept;

    /** From now on somebody keeps the counters, and has them as they are. */
    void keep() {
        kept = true;
        changed.clear();
    }

    void put(String name, Optional<Long> value) {
        if (kept) {
            changed.put(name, value);
        }
    }

    void put(Stratum stratum) {
        put(stratum.key().toString(), Optional.of(stratum.offered()));
        put(stratum.key() + FREE, Optional.of(stratum.free()).filter(free -> free > 0));
    }

    void drop(StratumKey key) {
        put(key.toString(), Optional.empty());
        put(key + FREE, Optional.empty());
    }

    Map<String, Optional<Long>> take() {
        Map<String, Optional<Long>> taken = new TreeMap<>(changed);
        changed.clear();
        return taken;
    }
}
