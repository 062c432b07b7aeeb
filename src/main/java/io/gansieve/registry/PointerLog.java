package io.gansieve.registry;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The champion pointers of the models topic. Which of them count is a function of each key's last record in the order of the offsets,
 * so that a reader of a compacted topic comes to the same as one that saw every record. Immutable.
 */
final class PointerLog {
    static final PointerLog EMPTY = new PointerLog(new TreeMap<>(), 0, 0);

    /** Retention keeps fewer, this holds whoever else writes to the topic. */
    static final int MAX_POINTERS = 10_000;

    private final SortedMap<Long, Placed> placed;
    private final SortedMap<Long, ChampionPointer> following;
    private final SortedMap<Long, Long> strays;
    private final long reach;
    private final long contested;

    private record Placed(ChampionPointer pointer, long offset) {}

    private PointerLog(SortedMap<Long, Placed> placed, long reach, long contested) {
        TreeMap<Long, ChampionPointer> found = new TreeMap<>();
        TreeMap<Long, Long> others = new TreeMap<>();
        inOrder(placed).forEach(entry -> {
            if (Epochs.follows(entry.getKey(), found.isEmpty() ? 0 : found.lastKey())) {
                found.put(entry.getKey(), entry.getValue().pointer());
            } else {
                others.put(entry.getKey(), entry.getValue().offset());
            }
        });
        while (found.size() + others.size() > MAX_POINTERS) {
            // Those that count least: the furthest of the strays, then the oldest.
            placed.remove(
                    others.isEmpty()
                            ? found.pollFirstEntry().getKey()
                            : others.pollLastEntry().getKey());
        }
        this.placed = Collections.unmodifiableSortedMap(placed);
        this.following = Collections.unmodifiableSortedMap(found);
        this.strays = Collections.unmodifiableSortedMap(others);
        this.reach = reach;
        this.contested = contested;
    }

    private static List<Map.Entry<Long, Placed>> inOrder(SortedMap<Long, Placed> placed) {
        return placed.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().offset()))
                .toList();
    }

    /** Those that count, by epoch. */
    SortedMap<Long, ChampionPointer> following() {
        return following;
    }

    /** Offsets of those whose epoch does not follow, by epoch. */
    SortedMap<Long, Long> strays() {
        return strays;
    }

    /** The highest epoch whose pointer was replaced by another one, or taken back; 0 for none. */
    long contested() {
        return contested;
    }

    Fold fold() {
        return new Fold();
    }

    /** One step: changes copies, and gives them up. */
    final class Fold {
        private final TreeMap<Long, Placed> next = new TreeMap<>(placed);

        /** What any reader may have followed, also one that read a pointer which was taken back since. */
        private long nextReach = reach;

        private long nextContested = contested;

        void put(ChampionPointer pointer, long offset) {
            Optional<Placed> before = Optional.ofNullable(next.put(pointer.epoch(), new Placed(pointer, offset)));
            boolean replaced =
                    before.filter(known -> !known.pointer().equals(pointer)).isPresent();
            touch(pointer.epoch(), replaced);
        }

        void remove(long epoch) {
            next.remove(epoch);
            touch(epoch, true);
        }

        private void touch(long epoch, boolean contests) {
            if (nextReach == 0 && contests) {
                return; // The end of something that this reading never saw: what is left of thinned history.
            }
            if (Epochs.follows(epoch, nextReach)) {
                nextReach = Math.max(nextReach, epoch);
                nextContested = contests ? Math.max(nextContested, epoch) : nextContested;
            }
        }

        PointerLog done() {
            return new PointerLog(next, nextReach, nextContested);
        }
    }
}
