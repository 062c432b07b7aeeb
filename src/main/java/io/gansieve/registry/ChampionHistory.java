package io.gansieve.registry;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** The one in force; empty before the first. */
    public Optional<ChampionPointer> last() {
        return pointers.isEmpty() ? Optional.empty() : Optional.of(pointers.get(pointers.size() - 1));
    }

    public long version() {
        return last().map(ChampionPointer::version).orElse(0L);
    }

    public long epoch() {
        return last().map(ChampionPointer::epoch).orElse(0L);
    }

    /** For the next pointer; throws {@link ArithmeticException} if there is none any more. */
    public long nextEpoch() {
        return Epochs.after(epoch());
    }

    public boolean pinned() {
        return last().map(ChampionPointer::pinned).orElse(false);
    }

    /**
     * The version a rollback returns to: of those in force before the current one was promoted, the newest whose weights are held.
     * Rollbacks undo promotions one by one, down to version 0, which needs no weights; empty if nothing is left to undo.
     */
    public OptionalLong rollbackTarget(Set<Long> held) {
        Deque<Long> promoted = new ArrayDeque<>(List.of(0L));
        for (ChampionPointer pointer : pointers) {
            if (pointer.cause().equals("rollback")) {
                // One step, and further down where weights were gone.
                while (promoted.size() > 1 && promoted.element() != pointer.version()) {
                    promoted.pop();
                }
            }
            if (promoted.element() != pointer.version()) {
                promoted.push(pointer.version());
            }
        }
        return promoted.stream()
                .skip(1)
                .mapToLong(Long::longValue)
                .filter(version -> version == 0 || held.contains(version))
                .findFirst();
    }

    /** Throws {@link IllegalArgumentException} unless the epoch rises. */
    public ChampionHistory with(ChampionPointer next) {
        List<ChampionPointer> longer = new ArrayList<>(pointers);
        longer.add(next);
        return new ChampionHistory(longer);
    }

    /** Without the pointers of these epochs. */
    public ChampionHistory without(Set<Long> epochs) {
        return new ChampionHistory(pointers.stream()
                .filter(pointer -> !epochs.contains(pointer.epoch()))
                .toList());
    }

    /** Each version that served, with the time at which it last ceased to; {@code now} for the one in force. */
    public SortedMap<Long, Instant> servedUntil(Instant now) {
        SortedMap<Long, Instant> until = new TreeMap<>();
        for (int i = 0; i < pointers.size(); i++) {
            until.put(
                    pointers.get(i).version(),
                    i + 1 == pointers.size() ? now : pointers.get(i + 1).time());
        }
        return until;
    }
}
