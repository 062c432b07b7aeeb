package io.gansieve.replay;

import io.gansieve.image.Label;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A buffer of examples, bounded in bytes: a class-balanced reservoir for reals, a reservoir per source for generated images, in
 * each split. Deterministic in its seed and the order of offers. Not safe for several threads.
 *
 * <p>Each split has its share of the bytes (80, 10 and 10 %). Within a split, each class of reals and each source is a uniform
 * sample of what was offered. Where a new example does not fit, one leaves: of the label that holds more bytes, the class or
 * source that holds most examples loses a random one. So neither label can push the other below half, nor a busy class a
 * rare one. Past {@value #MAX_GROUPS} classes or sources in a split the rest share one reservoir.
 *
 * <p>The buffer holds its examples in memory; whoever keeps it durable mirrors the {@link Change}s, in their order, into a store
 * of slots and hands the slots and the {@link Counters} back, in any order, to {@code restore}. A buffer of the same seed and
 * capacity then goes on exactly as this one would. If the capacity has shrunk since, the next offer makes room.
 */
public final class ReplayBuffer {
    /** What an example weighs beside its pixels and its text: objects, references, its place in the index. */
    static final int OVERHEAD_BYTES = 200;

    /** How many classes of reals, or sources, have a reservoir of their own in a split; both come from outside. */
    static final int MAX_GROUPS = 256;

    private static final String RANDOM = "random";
    private static final String FREE = "#free";

    /** What a slot holds, or that it is free again (empty). */
    public record Change(String slot, Optional<Example> example) {}

    /**
     * How many offers each stratum saw, under its name ({@code train/real/3}); kept beside the slots, since reservoir sampling
     * depends on it. Under {@code NAME#free}, places that forgotten examples left; under {@code random}, how many random numbers
     * were drawn.
     */
    public record Counters(Map<String, Long> offered) {
        public Counters {
            offered = Map.copyOf(offered);
        }
    }

    private record Place(Stratum stratum, int index) {}

    private final long capacityBytes;
    private final CountedRandom random;
    private final Map<StratumKey, Stratum> strata = new TreeMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<Split, Map<Label, Long>> bytes = new EnumMap<>(Split.class);
    private final Map<String, Example> unsettled = new TreeMap<>();

    public ReplayBuffer(long capacityBytes, long seed) {
        if (capacityBytes < 1) {
            throw new IllegalArgumentException("capacity must be positive: " + capacityBytes);
        }
        this.capacityBytes = capacityBytes;
        this.random = new CountedRandom(seed);
        for (Split split : Split.values()) {
            bytes.put(split, new EnumMap<>(Map.of(Label.REAL, 0L, Label.GENERATED, 0L)));
        }
    }

    /** What an example counts for, in bytes: its pixels, two a character of its texts, and {@value #OVERHEAD_BYTES}. */
    public static long bytesOf(Example example) {
        int characters = example.id().length() + example.image().source().length();
        return example.image().image().shape().size() + 2L * characters + OVERHEAD_BYTES;
    }

    /** Puts back what a slot held; before the first offer. */
    public void restore(String slot, Example example) {
        unsettled.put(slot, example);
    }

    public void restore(Counters counters) {
        Map<String, Long> values = counters.offered();
        for (Map.Entry<String, Long> entry : values.entrySet()) {
            String name = entry.getKey();
            if (name.equals(RANDOM)) {
                random.restore(entry.getValue());
            } else if (!name.endsWith(FREE)) {
                stratum(StratumKey.parse(name)).restoreCounts(entry.getValue(), values.getOrDefault(name + FREE, 0L));
            }
        }
    }

    /** The examples of these slots where some between them are missing: in each stratum, those behind move up. */
    public static SortedMap<String, Example> withoutHoles(SortedMap<String, Example> slots) {
        Map<String, Integer> sizes = new HashMap<>();
        SortedMap<String, Example> moved = new TreeMap<>();
        slots.forEach((slot, example) -> {
            String stratum = stratumOf(slot);
            moved.put(StratumKey.parse(stratum).slot(sizes.merge(stratum, 1, Integer::sum) - 1), example);
        });
        return moved;
    }

    /** Throws {@link IllegalArgumentException} unless the text names a slot of a stratum. */
    public static void requireSlot(String slot) {
        StratumKey.parse(stratumOf(slot));
    }

    private static String stratumOf(String slot) {
        return slot.substring(0, Math.max(0, slot.lastIndexOf('/')));
    }

    /** Sorted, slots of a stratum come in the order of their indices. */
    private void settle() {
        unsettled.forEach((slot, example) -> {
            Stratum stratum = stratum(StratumKey.parse(stratumOf(slot)));
            if (!slot.equals(stratum.key().slot(stratum.size()))) {
                throw new IllegalStateException(
                        "expected slot %s, found %s".formatted(stratum.key().slot(stratum.size()), slot));
            }
            put(stratum, stratum.size(), example);
        });
        unsettled.clear();
    }

    /** Takes or passes over an example; one with a held id takes that one's place. */
    public List<Change> offer(Example example) {
        settle();
        StratumKey key = admitted(StratumKey.of(example));
        List<Change> changes = new ArrayList<>();
        Optional<Place> held = Optional.ofNullable(places.get(example.id()));
        if (bytesOf(example) > key.split().shareOf(capacityBytes)) {
            held.ifPresent(place -> forget(place, changes));
        } else if (held.isPresent() && held.get().stratum().key().equals(key)) {
            replace(held.get().stratum(), held.get().index(), example, changes);
        } else {
            held.ifPresent(place -> forget(place, changes));
            Stratum stratum = stratum(key);
            int index = stratum.place(random);
            if (index >= 0) {
                replace(stratum, index, example, changes);
            }
        }
        makeRoom(changes);
        return changes;
    }

    /** Removes the example of an id. */
    public List<Change> forget(String id) {
        settle();
        List<Change> changes = new ArrayList<>();
        Optional.ofNullable(places.get(id)).ifPresent(place -> forget(place, changes));
        return changes;
    }

    private void forget(Place place, List<Change> changes) {
        remove(place.stratum(), place.index(), changes);
        place.stratum().forgetOne();
    }

    private StratumKey admitted(StratumKey key) {
        if (strata.containsKey(key)) {
            return key;
        }
        long groups = strata.keySet().stream()
                .filter(known -> known.split() == key.split() && known.label() == key.label())
                .count();
        return groups < MAX_GROUPS ? key : key.other();
    }

    private Stratum stratum(StratumKey key) {
        return strata.computeIfAbsent(key, Stratum::new);
    }

    private void replace(Stratum stratum, int index, Example example, List<Change> changes) {
        if (index < stratum.size()) {
            Example old = stratum.get(index);
            places.remove(old.id());
            count(stratum.key(), -bytesOf(old));
        }
        put(stratum, index, example);
        changes.add(new Change(stratum.key().slot(index), Optional.of(example)));
    }

    private void put(Stratum stratum, int index, Example example) {
        stratum.put(index, example);
        places.put(example.id(), new Place(stratum, index));
        count(stratum.key(), bytesOf(example));
    }

    private void remove(Stratum stratum, int index, List<Change> changes) {
        Example removed = stratum.remove(index);
        places.remove(removed.id());
        count(stratum.key(), -bytesOf(removed));
        if (index < stratum.size()) {
            Example moved = stratum.get(index);
            places.put(moved.id(), new Place(stratum, index));
            changes.add(new Change(stratum.key().slot(index), Optional.of(moved)));
        }
        changes.add(new Change(stratum.key().slot(stratum.size()), Optional.empty()));
    }

    private void makeRoom(List<Change> changes) {
        for (Split split : Split.values()) {
            while (bytes(split, Label.REAL) + bytes(split, Label.GENERATED) > split.shareOf(capacityBytes)) {
                Label heavier =
                        bytes(split, Label.REAL) >= bytes(split, Label.GENERATED) ? Label.REAL : Label.GENERATED;
                Stratum largest = largest(strata(split, heavier));
                remove(largest, random.nextInt(largest.size()), changes);
            }
        }
    }

    /** The first of the largest, in the order of keys. */
    private static Stratum largest(Collection<Stratum> candidates) {
        return candidates.stream()
                .reduce((one, other) -> other.size() > one.size() ? other : one)
                .orElseThrow();
    }

    private List<Stratum> strata(Split split, Label label) {
        return strata.values().stream()
                .filter(stratum ->
                        stratum.key().split() == split && stratum.key().label() == label)
                .filter(stratum -> stratum.size() > 0)
                .toList();
    }

    private Map<Label, Long> weights(Split split) {
        return Optional.ofNullable(bytes.get(split)).orElseThrow();
    }

    private void count(StratumKey key, long difference) {
        weights(key.split()).merge(key.label(), difference, Long::sum);
    }

    private long bytes(Split split, Label label) {
        return weights(split).getOrDefault(label, 0L);
    }

    public Counters counters() {
        settle();
        Map<String, Long> values = new HashMap<>();
        values.put(RANDOM, random.count());
        for (Stratum stratum : strata.values()) {
            values.put(stratum.key().toString(), stratum.offered());
            if (stratum.free() > 0) {
                values.put(stratum.key() + FREE, stratum.free());
            }
        }
        return new Counters(values);
    }

    /** The weight of all examples, by {@link #bytesOf}. */
    public long bytes() {
        settle();
        long sum = 0;
        for (Split split : Split.values()) {
            sum += bytes(split, Label.REAL) + bytes(split, Label.GENERATED);
        }
        return sum;
    }

    public int count(Split split, Label label) {
        settle();
        return strata(split, label).stream().mapToInt(Stratum::size).sum();
    }

    /** All examples of a split and label, in a stable order. */
    public List<Example> examples(Split split, Label label) {
        settle();
        return strata(split, label).stream()
                .flatMap(stratum -> stratum.examples().stream())
                .toList();
    }

    /** Draws with replacement: reals balanced over classes, generated images over sources; empty if there are none. */
    public List<Example> draw(Label label, int count, RandomGenerator generator) {
        settle();
        List<Stratum> candidates = strata(Split.TRAIN, label);
        List<Example> drawn = new ArrayList<>();
        while (!candidates.isEmpty() && drawn.size() < count) {
            Stratum stratum = candidates.get(generator.nextInt(candidates.size()));
            drawn.add(stratum.get(generator.nextInt(stratum.size())));
        }
        return drawn;
    }
}
