package io.gansieve.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A reservoir: a uniform sample of the examples offered to it (Vitter, "Random Sampling with a Reservoir", 1985, algorithm R).
 * It has no fixed size. As long as it holds all that it was offered it grows; once something was evicted it keeps its size. An
 * example that leaves because it was forgotten counts as never offered; its place stays free for a later offer, which is taken
 * with the probability of a full reservoir (after Gemulla, Lehner and Haas, "Maintaining bounded-size sample synopses of evolving
 * datasets", 2008), so that forgetting wears no reservoir down.
 *
 * <p>Examples lie without holes at the indices 0 to size − 1.
 */
final class Stratum {
    private final StratumKey key;
    private final List<Example> examples = new ArrayList<>();
    private long offered;
    private long free;

    Stratum(StratumKey key) {
        this.key = key;
    }

    StratumKey key() {
        return key;
    }

    int size() {
        return examples.size();
    }

    Example get(int index) {
        return examples.get(index);
    }

    List<Example> examples() {
        return examples;
    }

    long offered() {
        return offered;
    }

    long free() {
        return free;
    }

    void restoreCounts(long offeredBefore, long freeBefore) {
        offered = offeredBefore;
        free = freeBefore;
    }

    /** The groups that its examples would have if every class and source had one, with the number of examples. */
    SortedMap<String, Long> names() {
        return examples.stream()
                .map(Example::image)
                .collect(Collectors.groupingBy(StratumKey::nameOf, TreeMap::new, Collectors.counting()));
    }

    /** Takes over what {@code moved} of the {@code size} examples of another stratum stand for. */
    void takeOffers(Stratum from, int moved, int size) {
        long share = moved == size ? from.offered : from.offered * moved / size;
        long places = moved == size ? from.free : 0;
        from.offered -= share;
        from.free -= places;
        offered += share;
        free += places;
    }

    /** Counts an offer and says at which index it goes: {@code size()} is a new place, −1 is none. */
    int place(CountedRandom random) {
        long places = examples.size() + free;
        // An empty reservoir begins anew: no later offer could enter it otherwise. And one whose counters were lost was
        // offered
        // at least what it holds.
        offered = (places == 0 ? 0 : Math.max(offered, examples.size())) + 1;
        if (places >= offered - 1) {
            free = Math.max(0, free - 1);
            return examples.size();
        }
        if (random.nextLong(offered) >= places) {
            return -1;
        }
        if (free > 0) {
            free--;
            return examples.size();
        }
        return random.nextInt(examples.size());
    }

    void put(int index, Example example) {
        if (index == examples.size()) {
            examples.add(example);
        } else {
            examples.set(index, example);
        }
    }

    /** Takes the example at {@code index} away; the last one moves to its place. */
    Example remove(int index) {
        Example removed = examples.get(index);
        Example last = examples.remove(examples.size() - 1);
        if (index < examples.size()) {
            examples.set(index, last);
        }
        return removed;
    }

    /** Notes that the example just removed was forgotten, not evicted. */
    void forgetOne() {
        boolean complete = examples.size() + 1 + free >= offered;
        offered = Math.max(0, offered - 1);
        if (!complete) {
            free++;
        }
    }
}
