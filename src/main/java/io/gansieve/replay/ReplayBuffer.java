package io.gansieve.replay;

import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A buffer of examples, bounded in bytes: a class-balanced reservoir for reals, a reservoir per source for generated images, in
 * each split. Deterministic in its seed and the order of offers. Not safe for several threads.
 *
 * <p>Each split has its share of the bytes (80, 10 and 10 %). Within a split, each class of reals and each source is a uniform
 * sample of what was offered. Where a new example does not fit, one leaves: of the label that holds more bytes, the class or
 * source that holds most examples loses a random one. So neither label can push the other below half, nor a busy class a
 * rare one. The {@value #MAX_SOURCES} sources and {@value #MAX_CLASSES} classes that most images are of have reservoirs of their
 * own, see {@link Groups}; the rest share one, {@code other}. Where a name loses its reservoir the examples join the rest,
 * and where one gets it they leave the rest; each takes its share of the offers along.
 *
 * <p>The buffer holds its examples in memory; whoever keeps it durable mirrors the {@link Change}s, in their order, into a store
 * of slots, keeps the {@link Counters}, by {@link #takeChangedCounters} only those that changed, and hands slots and counters back,
 * in any order, to {@code restore}. A buffer of the same seed and capacity then goes on exactly as this one would. If the capacity
 * has shrunk since, the next offer makes room; what an earlier release grouped otherwise moves with it.
 */
public final class ReplayBuffer {
    /** What an example weighs beside its pixels and its text: objects, references, its place in the index. */
    static final int OVERHEAD_BYTES = 200;

    /** How many sources have a name, and reservoirs, of their own. They come from outside, as classes do. */
    public static final int MAX_SOURCES = 256;

    public static final int MAX_CLASSES = 1024;

    private static final String RANDOM = "random";

    /** What a slot holds, or that it is free again (empty). */
    public record Change(String slot, Optional<Example> example) {}

    /**
     * How many offers each stratum saw, under its name ({@code train/real/3}); kept beside the slots, since reservoir sampling
     * depends on it. Under {@code NAME#free}, places that forgotten examples left; under {@code random}, how many random numbers
     * were drawn; under {@code seen/}, what {@link Groups} knows. Not more than 25,000, of at most 330 characters.
     */
    public record Counters(Map<String, Long> offered) {
        public Counters {
            offered = Map.copyOf(offered);
        }
    }

    private record Place(Stratum stratum, int index) {}

    private final long capacityBytes;
    private final CountedRandom random;
    /** At most {@link #MAX_CLASSES} + 2 and {@link #MAX_SOURCES} + 1 in each split. */
    private final Map<StratumKey, Stratum> strata = new TreeMap<>();

    private final Groups groups;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<Split, Map<Label, Long>> bytes = new EnumMap<>(Split.class);
    private final Map<String, Example> unsettled = new TreeMap<>();

    /** Until the first use after a restore. */
    private boolean restoring;

    /** Of moves that the restore asked for: they leave with the next change. */
    private final List<Change> pending = new ArrayList<>();

    private final ChangedCounters changedCounters = new ChangedCounters();
    private long randomBefore;

    public ReplayBuffer(long capacityBytes, long seed) {
        if (capacityBytes < 1) {
            throw new IllegalArgumentException("capacity must be positive: " + capacityBytes);
        }
        this.capacityBytes = capacityBytes;
        this.random = new CountedRandom(seed);
        for (Split split : Split.values()) {
            bytes.put(split, new EnumMap<>(Map.of(Label.REAL, 0L, Label.GENERATED, 0L)));
        }
        this.groups = new Groups(MAX_CLASSES, MAX_SOURCES, changedCounters::put);
    }

    /** What an example counts for, in bytes: its pixels, two a character of its texts, and {@value #OVERHEAD_BYTES}. */
    public static long bytesOf(Example example) {
        int characters = example.id().length()
                + example.image().source().length()
                + example.sender().map(String::length).orElse(0);
        return example.image().image().shape().size() + 2L * characters + OVERHEAD_BYTES;
    }

    /** Puts back what a slot held; before the first offer. */
    public void restore(String slot, Example example) {
        restoring = true;
        unsettled.put(slot, example);
    }

    /** Puts all counters back, or none to begin with for those who keep them; before the first offer. */
    public void restore(Counters counters) {
        restoring = true;
        Map<String, Long> values = new TreeMap<>(counters.offered());
        random.restore(values.getOrDefault(RANDOM, 0L));
        randomBefore = random.count();
        groups.restore(values);
        values.keySet().stream()
                .filter(name ->
                        !name.equals(RANDOM) && !name.startsWith(Groups.PREFIX) && !name.endsWith(ChangedCounters.FREE))
                .forEach(name -> stratum(StratumKey.parse(name))
                        .restoreCounts(
                                values.getOrDefault(name, 0L), values.getOrDefault(name + ChangedCounters.FREE, 0L)));
        changedCounters.keep();
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
        if (!restoring) {
            return;
        }
        restoring = false;
        unsettled.forEach((slot, example) -> {
            Stratum stratum = stratum(StratumKey.parse(stratumOf(slot)));
            if (!slot.equals(stratum.key().slot(stratum.size()))) {
                throw new IllegalStateException(
                        "expected slot %s, found %s".formatted(stratum.key().slot(stratum.size()), slot));
            }
            put(stratum, stratum.size(), example);
        });
        unsettled.clear();
        for (Label label : Label.values()) {
            groups.begin(label, offered(label));
        }
        List.copyOf(strata.values()).forEach(this::regroup);
    }

    /** How often each class or source was offered, as far as the strata tell. */
    private Map<String, Long> offered(Label label) {
        Map<String, Long> offered = new TreeMap<>();
        for (Stratum stratum : strata.values()) {
            if (stratum.key().label() == label) {
                boolean ofMany = stratum.key().group().equals(StratumKey.OTHER);
                stratum.names()
                        .forEach((name, held) -> offered.merge(name, ofMany ? held : stratum.offered(), Long::sum));
            }
        }
        return offered;
    }

    /** Moves what belongs to another group; nothing does, unless an earlier release stored it. */
    private void regroup(Stratum stratum) {
        StratumKey key = stratum.key();
        for (String name : stratum.names().keySet()) {
            StratumKey right = StratumKey.of(key.split(), key.label(), groups.of(key.label(), name));
            move(key, right, name::equals, pending);
        }
        if (stratum.size() == 0 && !groups.contains(key)) {
            drop(key);
        }
    }

    /** Takes or passes over an example; one with a held id takes that one's place. */
    public List<Change> offer(Example example) {
        List<Change> changes = begin();
        LabeledImage image = example.image();
        see(image, changes);
        StratumKey key = StratumKey.of(Split.of(image.image()), image.label(), groups.of(image));
        Optional<Place> held = Optional.ofNullable(places.get(example.id()));
        if (bytesOf(example) > key.split().shareOf(capacityBytes)) {
            held.ifPresent(place -> forget(place, changes));
        } else if (held.isPresent() && held.get().stratum().key().equals(key)) {
            replace(held.get().stratum(), held.get().index(), example, changes);
        } else {
            held.ifPresent(place -> forget(place, changes));
            Stratum stratum = stratum(key);
            int index = stratum.place(random);
            changedCounters.put(stratum);
            if (index >= 0) {
                replace(stratum, index, example, changes);
            }
        }
        makeRoom(changes);
        return changes;
    }

    /** Removes the example of an id. */
    public List<Change> forget(String id) {
        List<Change> changes = begin();
        Optional.ofNullable(places.get(id)).ifPresent(place -> forget(place, changes));
        return changes;
    }

    public boolean holds(String id) {
        settle();
        return places.containsKey(id);
    }

    private List<Change> begin() {
        settle();
        List<Change> changes = new ArrayList<>(pending);
        pending.clear();
        return changes;
    }

    private void forget(Place place, List<Change> changes) {
        remove(place.stratum(), place.index(), changes);
        place.stratum().forgetOne();
        changedCounters.put(place.stratum());
    }

    /** Counts the image's class or source, which may give it a group of its own and another one none. */
    private void see(LabeledImage image, List<Change> changes) {
        groups.see(image).ifPresent(leaving -> {
            String name = StratumKey.nameOf(image);
            for (Split split : Split.values()) {
                StratumKey other = StratumKey.of(split, image.label(), StratumKey.OTHER);
                move(other, StratumKey.of(split, image.label(), name), name::equals, changes);
                StratumKey left = StratumKey.of(split, image.label(), leaving);
                move(left, other, any -> true, changes);
                drop(left);
            }
        });
    }

    /** Examples of some names, with their share of the offers: the sample that they are stays one. */
    private void move(StratumKey from, StratumKey to, Predicate<String> moving, List<Change> changes) {
        Stratum origin = strata.get(from);
        if (origin == null || from.equals(to)) {
            return;
        }
        int before = origin.size();
        List<Example> moved = new ArrayList<>();
        for (int index = before - 1; index >= 0; index--) {
            Example example = origin.get(index);
            if (moving.test(StratumKey.nameOf(example.image()))) {
                remove(origin, index, changes);
                moved.add(example);
            }
        }
        if (moved.isEmpty()) {
            return;
        }
        Collections.reverse(moved);
        Stratum target = stratum(to);
        target.takeOffers(origin, moved.size(), before);
        for (Example example : moved) {
            replace(target, target.size(), example, changes);
        }
        changedCounters.put(origin);
        changedCounters.put(target);
    }

    private void drop(StratumKey key) {
        if (strata.remove(key) != null) {
            changedCounters.drop(key);
        }
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
                values.put(stratum.key() + ChangedCounters.FREE, stratum.free());
            }
        }
        groups.addTo(values);
        return new Counters(values);
    }

    /** Those that changed since the last call, or since all were put back; empty ones are gone. None before either. */
    public Map<String, Optional<Long>> takeChangedCounters() {
        settle();
        if (random.count() != randomBefore) {
            changedCounters.put(RANDOM, Optional.of(random.count()));
            randomBefore = random.count();
        }
        return changedCounters.take();
    }

    /**
     * The image of a held example as rounds and their figures know it: a generated one under its source's name, if the source has
     * one, else as {@code other}, and never under a name of the program's own ({@link SourceName#outside}).
     */
    public LabeledImage named(Example example) {
        settle();
        LabeledImage image = example.image();
        return image.label() == Label.REAL ? image : image.from(groups.of(image));
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
