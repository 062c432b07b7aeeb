package io.gansieve.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** All champion pointers known, in epoch order; immutable. Version 0 serves before the first. */
public record ChampionHistory(List<ChampionPointer> pointers) {
    public ChampionHistory {
        pointers = List.copyOf(pointers);
    }

    public long version() {
        return pointers.isEmpty() ? 0 : pointers.get(pointers.size() - 1).version();
    }

    public long epoch() {
        return pointers.isEmpty() ? 0 : pointers.get(pointers.size() - 1).epoch();
    }

    public boolean pinned() {
        return !pointers.isEmpty() && pointers.get(pointers.size() - 1).pinned();
    }

    /** The version a rollback returns to: the one in force before the current one was first promoted; empty at the beginning. */
    public OptionalLong rollbackTarget() {
        throw new UnsupportedOperationException();
    }

    public ChampionHistory with(ChampionPointer next) {
        throw new UnsupportedOperationException();
    }

    /** Versions that retention keeps: the last {@code keepLast} of {@code versions} and every champion since now − keepChampions. */
    public Set<Long> kept(List<Long> versions, int keepLast, Duration keepChampions, Instant now) {
        throw new UnsupportedOperationException();
    }
}
