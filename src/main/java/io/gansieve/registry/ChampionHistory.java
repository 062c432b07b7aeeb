package io.gansieve.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** All champion pointers known, in epoch order; immutable. Version 0 serves before the first. */
public record ChampionHistory(List<ChampionPointer> pointers) {
    public ChampionHistory {
        pointers = List.copyOf(pointers);
        for (int i = 1; i < pointers.size(); i++) {
            if (pointers.get(i).epoch() <= pointers.get(i - 1).epoch()) {
                throw new IllegalArgumentException("a champion's epoch must be above %d: %d"
                        .formatted(pointers.get(i - 1).epoch(), pointers.get(i).epoch()));
            }
        }
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

    /**
     * The version a rollback returns to: the one in force before the current one was promoted. Rollbacks undo promotions one by one,
     * down to version 0; empty if nothing is left to undo.
     */
    public OptionalLong rollbackTarget() {
        Deque<Long> promoted = new ArrayDeque<>(List.of(0L));
        for (ChampionPointer pointer : pointers) {
            if (pointer.cause().equals("rollback") && promoted.size() > 1) {
                promoted.pop();
            }
            if (promoted.element() != pointer.version()) {
                promoted.push(pointer.version());
            }
        }
        return promoted.stream().skip(1).mapToLong(Long::longValue).findFirst();
    }

    /** Throws {@link IllegalArgumentException} unless the epoch rises. */
    public ChampionHistory with(ChampionPointer next) {
        List<ChampionPointer> longer = new ArrayList<>(pointers);
        longer.add(next);
        return new ChampionHistory(longer);
    }

    /**
     * Versions that retention keeps: the last {@code keepLast} of {@code versions}, every one that served at some time since now −
     * keepChampions, and the target of a rollback, which must stay possible.
     */
    public Set<Long> kept(List<Long> versions, int keepLast, Duration keepChampions, Instant now) {
        Instant since = now.minus(keepChampions);
        Set<Long> kept = new TreeSet<>();
        versions.stream().sorted(Comparator.reverseOrder()).limit(keepLast).forEach(kept::add);
        for (int i = 0; i < pointers.size(); i++) {
            boolean serves = i + 1 == pointers.size();
            if (serves || !pointers.get(i + 1).time().isBefore(since)) {
                kept.add(pointers.get(i).version());
            }
        }
        rollbackTarget().ifPresent(kept::add);
        kept.retainAll(Set.copyOf(versions));
        return kept;
    }
}
