package io.gansieve.replay;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which sources have a group of their own: the first that come, and later those that most images are of. Names come
 * from outside without end, so only so many are counted (Space-Saving: Metwally, Agrawal and El Abbadi, "Efficient computation of
 * frequent and top-k elements in data streams", 2005): a name that is not counted takes the place of the one with the lowest
 * count and begins at that count, which is kept as what it may be over.
 *
 * <p>A name without a group gets one when it was certainly seen a quarter more often than the named one with the lowest count, which
 * loses its own. So two that are alike do not change places for ever, and a name that leaves has at most as many examples to move as
 * there were images of the one that comes. A function of its state and the names that it sees. Used by one thread.
 */
final class GroupNames {
    /** From here on all counts are halved, so that what was seen long ago does not outweigh what is seen now. */
    static final long MAX_COUNT = 1 << 20;

    /** The lowest count first; of equal ones the last in the alphabet. */
    private static final Comparator<Seen> ORDER = Comparator.comparingLong((Seen seen) -> seen.count)
            .thenComparing(seen -> seen.name, Comparator.reverseOrder());

    /** A name's counts, as they are stored; a name that is no longer counted has a count of 0. */
    record Count(String name, long count, long over, boolean named) {}

    /** Is told of each count that changes. */
    interface Listener {
        void changed(Count count);
    }

    /** What was seen of a name; as much of the count as {@code over} may be of other names. */
    private static final class Seen {
        private final String name;
        private long count;
        private long over;
        private boolean hasGroup;

        private Seen(String name, long count, long over) {
            this.name = name;
            this.count = count;
            this.over = over;
        }

        private Count counts() {
            return new Count(name, count, over, hasGroup);
        }
    }

    private final int groups;
    private final int counted;
    private final Listener listener;

    /** At most {@link #counted}. */
    private final Map<String, Seen> names = new HashMap<>();

    /** At most {@link #groups}. */
    private final TreeSet<Seen> withGroup = new TreeSet<>(ORDER);

    private final TreeSet<Seen> withoutGroup = new TreeSet<>(ORDER);

    /**
     * @param groups names that have a group, at most
     * @param counted names that are counted, at most; more than {@code groups}
     */
    GroupNames(int groups, int counted, Listener listener) {
        if (groups < 1 || counted <= groups) {
            throw new IllegalArgumentException(
                    "names need groups, and more counts than groups: %d and %d".formatted(groups, counted));
        }
        this.groups = groups;
        this.counted = counted;
        this.listener = listener;
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** Whether the name has a group. */
    boolean contains(String name) {
        Seen seen = names.get(name);
        return seen != null && seen.hasGroup;
    }

    List<Count> counts() {
        return names.values().stream().map(Seen::counts).toList();
    }

    /** Counts an image of {@code name}. The result is the name that loses its group to it. */
    Optional<String> see(String name) {
        Seen known = names.get(name);
        Seen seen = known == null ? begin(name) : known;
        take(seen);
        seen.count++;
        Optional<Seen> leaving = seen.hasGroup ? Optional.empty() : leaving(seen);
        leaving.ifPresent(left -> {
            take(left);
            put(left, false);
        });
        put(seen, seen.hasGroup || withGroup.size() < groups);
        if (seen.count >= MAX_COUNT) {
            halve();
        }
        return leaving.map(left -> left.name);
    }

    private Seen begin(String name) {
        long taken = 0;
        if (names.size() >= counted) {
            Seen least = withoutGroup.first();
            take(least);
            names.remove(least.name);
            listener.changed(new Count(least.name, 0, 0, false));
            taken = least.count;
        }
        Seen begun = new Seen(name, taken, taken);
        names.put(name, begun);
        return begun;
    }

    private Optional<Seen> leaving(Seen coming) {
        if (withGroup.size() < groups) {
            return Optional.empty();
        }
        Seen lowest = withGroup.first();
        return coming.count - coming.over > lowest.count + lowest.count / 4 ? Optional.of(lowest) : Optional.empty();
    }

    private void halve() {
        withGroup.clear();
        withoutGroup.clear();
        for (Seen seen : names.values()) {
            seen.count /= 2;
            seen.over /= 2;
            put(seen, seen.hasGroup);
        }
    }

    /** Before its count changes, by which it lies where it does. */
    private void take(Seen seen) {
        withGroup.remove(seen);
        withoutGroup.remove(seen);
    }

    private void put(Seen seen, boolean hasGroup) {
        seen.hasGroup = hasGroup;
        (hasGroup ? withGroup : withoutGroup).add(seen);
        listener.changed(seen.counts());
    }

    /** Puts back what {@link #counts} gave; from a larger table, those with the highest counts. */
    void restore(Collection<Count> stored) {
        stored.stream()
                .sorted(Comparator.comparing(Count::named)
                        .thenComparing(Count::count)
                        .reversed()
                        .thenComparing(Count::name))
                .limit(counted)
                .forEach(count -> {
                    Seen seen = new Seen(count.name(), count.count(), count.over());
                    names.put(seen.name, seen);
                    put(seen, count.named() && withGroup.size() < groups);
                });
    }
}
