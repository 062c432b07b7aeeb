package io.gansieve.replay;

import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
import io.gansieve.replay.Reservoirs.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A buffer of examples, bounded in bytes: a reservoir for each class of reals and each source of generated images, in each split.
 * Deterministic in its seed and the order of offers. Not safe for several threads.
 *
 * <p>Each split has its share of the bytes (80, 10 and 10 %). Within a split, each class of reals and each source is a uniform
 * sample of what was offered. Where a new example does not fit, one leaves: of the label that holds more bytes, the class or source
 * that holds most of its quota ({@link Quotas}) loses a random one. So neither label can push the other below half, nor a busy
 * class a rare one, and many names get little more room than what they send.
 *
 * <p>A near-copy of a held image under another id is not taken, in whatever split it would lie, and is no offer: it counts once
 * ({@link #standing}).
 *
 * <p>Classes from {@link ReplaySettings#classes()} on share a reservoir, {@code other}. The {@value #MAX_SOURCES} sources that most
 * images are of have reservoirs of their own, see {@link Groups}; the rest share one, {@code other}. Where a name loses its
 * reservoir the examples join the rest, and where one gets it they leave the rest; each takes its share of the offers along.
 *
 * <p>The buffer holds its examples in memory; whoever keeps it durable mirrors the {@link Change}s, in their order, into a store
 * of slots, keeps the {@link Counters}, by {@link #takeChangedCounters} only those that changed, and hands slots and counters back,
 * in any order, to {@code restore}. A buffer of the same seed and settings then goes on exactly as this one would. If the capacity
 * has shrunk since, the next offer makes room; what other settings or an earlier release grouped otherwise moves with it.
 */
public final class ReplayBuffer {
    /** What an example weighs beside its pixels and its text: objects, references, its places in the indices. */
    static final int OVERHEAD_BYTES = 320;

    /** How many sources have a name, and reservoirs, of their own. They come from outside, as classes do. */
    public static final int MAX_SOURCES = 256;

    /** How many classes may have a reservoir of their own. */
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

    private final ReplaySettings settings;
    private final CountedRandom random;
    private final ChangedCounters changedCounters = new ChangedCounters();
    private final Reservoirs reservoirs = new Reservoirs(changedCounters);
    private final Groups groups;
    private final Map<String, Example> unsettled = new TreeMap<>();

    /** Until the first use after a restore. */
    private boolean restoring;

    /** Of moves that the restore asked for: they leave with the next change. */
    private final List<Change> pending = new ArrayList<>();

    private long randomBefore;

    /** With {@link ReplaySettings#ofBytes}. */
    public ReplayBuffer(long capacityBytes, long seed) {
        this(ReplaySettings.ofBytes(capacityBytes), seed);
    }

    public ReplayBuffer(ReplaySettings settings, long seed) {
        this.settings = settings;
        this.random = new CountedRandom(seed);
        this.groups = new Groups(settings.classes(), MAX_SOURCES, changedCounters::put);
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
                .forEach(name -> reservoirs
                        .stratum(StratumKey.parse(name))
                        .restoreCounts(
                                values.getOrDefault(name, 0L), values.getOrDefault(name + ChangedCounters.FREE, 0L)));
        changedCounters.keep();
        values.keySet().stream().filter(Groups::isRetired).forEach(name -> changedCounters.put(name, Optional.empty()));
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
            Stratum stratum = reservoirs.stratum(StratumKey.parse(stratumOf(slot)));
            if (!slot.equals(stratum.key().slot(stratum.size()))) {
                throw new IllegalStateException(
                        "expected slot %s, found %s".formatted(stratum.key().slot(stratum.size()), slot));
            }
            reservoirs.put(stratum, stratum.size(), example);
        });
        unsettled.clear();
        groups.begin(offeredBySource());
        List.copyOf(reservoirs.all()).forEach(this::regroup);
    }

    /** How often each source was offered, as far as the strata tell. */
    private Map<String, Long> offeredBySource() {
        Map<String, Long> offered = new TreeMap<>();
        for (Stratum stratum : reservoirs.all()) {
            if (stratum.key().label() == Label.GENERATED) {
                boolean ofMany = stratum.key().group().equals(StratumKey.OTHER);
                stratum.names()
                        .forEach((name, held) -> offered.merge(name, ofMany ? held : stratum.offered(), Long::sum));
            }
        }
        return offered;
    }

    /** Moves what belongs to another group; nothing does, unless an earlier release or other settings stored it. */
    private void regroup(Stratum stratum) {
        StratumKey key = stratum.key();
        for (String name : stratum.names().keySet()) {
            StratumKey right = StratumKey.of(key.split(), key.label(), groups.of(key.label(), name));
            reservoirs.move(key, right, name::equals, pending);
        }
        if (stratum.size() == 0 && !groups.contains(key)) {
            reservoirs.drop(key);
        }
    }

    /**
     * How an example would stand to those that are held. Only a new one and a correction are taken when they are offered.
     */
    public Standing standing(Example example) {
        if (holds(example.id())) {
            return Standing.CORRECTION;
        }
        return nearest(example.image().image())
                .map(near ->
                        near.image().label() == example.image().label() ? Standing.DUPLICATE : Standing.CONTRADICTION)
                .orElse(Standing.NEW);
    }

    /** The held example, of any split and label, whose image this one is nearest to, if it is a near-copy ({@link NearIndex}). */
    public Optional<Example> nearest(Image image) {
        settle();
        return reservoirs.nearest(image);
    }

    /**
     * Takes or passes over an example; one with a held id takes that one's place. A near-copy of another held image is never taken:
     * see {@link #standing}.
     */
    public List<Change> offer(Example example) {
        List<Change> changes = begin();
        if (!standing(example).isTaken()) {
            return changes;
        }
        LabeledImage image = example.image();
        see(image, changes);
        StratumKey key = StratumKey.of(Split.of(image.image()), image.label(), groups.of(image));
        Optional<Place> held = reservoirs.place(example.id());
        if (bytesOf(example) > key.split().shareOf(settings.bytes())) {
            held.ifPresent(place -> forget(place, changes));
        } else if (held.isPresent() && held.get().stratum().key().equals(key)) {
            reservoirs.replace(held.get().stratum(), held.get().index(), example, changes);
        } else {
            held.ifPresent(place -> forget(place, changes));
            sample(reservoirs.stratum(key), example, changes);
        }
        for (Split split : Split.values()) {
            reservoirs.makeRoom(split, split.shareOf(settings.bytes()), random, changes);
        }
        return changes;
    }

    private void sample(Stratum stratum, Example example, List<Change> changes) {
        int index = stratum.place(random);
        changedCounters.put(stratum);
        if (index < 0) {
            return;
        }
        boolean grows = index < stratum.size()
                && new Quotas(reservoirs.filled(
                                stratum.key().split(), stratum.key().label()))
                        .isWanting(stratum);
        reservoirs.replace(stratum, grows ? stratum.size() : index, example, changes);
    }

    /** Removes the example of an id. */
    public List<Change> forget(String id) {
        List<Change> changes = begin();
        reservoirs.place(id).ifPresent(place -> forget(place, changes));
        return changes;
    }

    public boolean holds(String id) {
        settle();
        return reservoirs.place(id).isPresent();
    }

    private List<Change> begin() {
        settle();
        List<Change> changes = new ArrayList<>(pending);
        pending.clear();
        return changes;
    }

    private void forget(Place place, List<Change> changes) {
        reservoirs.remove(place.stratum(), place.index(), changes);
        place.stratum().forgetOne();
        changedCounters.put(place.stratum());
    }

    /** Counts the image's source, which may give it a group of its own and another one none. */
    private void see(LabeledImage image, List<Change> changes) {
        groups.see(image).ifPresent(leaving -> {
            String name = StratumKey.nameOf(image);
            for (Split split : Split.values()) {
                StratumKey other = StratumKey.of(split, image.label(), StratumKey.OTHER);
                reservoirs.move(other, StratumKey.of(split, image.label(), name), name::equals, changes);
                StratumKey left = StratumKey.of(split, image.label(), leaving);
                reservoirs.move(left, other, any -> true, changes);
                reservoirs.drop(left);
            }
        });
    }

    public Counters counters() {
        settle();
        Map<String, Long> values = new HashMap<>();
        values.put(RANDOM, random.count());
        for (Stratum stratum : reservoirs.all()) {
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
            sum += reservoirs.bytes(split);
        }
        return sum;
    }

    public int count(Split split, Label label) {
        settle();
        return reservoirs.filled(split, label).stream().mapToInt(Stratum::size).sum();
    }

    /** All examples of a split and label, in a stable order. */
    public List<Example> examples(Split split, Label label) {
        settle();
        return reservoirs.filled(split, label).stream()
                .flatMap(stratum -> stratum.examples().stream())
                .toList();
    }

    /**
     * Draws with replacement from the training split, see {@link WeightedDraw}, at a cost of the examples held once and little for each
     * one drawn. Empty if there are none; fewer than {@code count} generated images if a source has more than its share
     * ({@link ReplaySettings#maxSourceShare()}) and the others cannot fill up: the program's own forgers stand in for them.
     */
    public List<Example> draw(Label label, int count, RandomGenerator generator) {
        settle();
        boolean real = label == Label.REAL;
        double cap = real ? settings.maxClassShare() : settings.maxSourceShare();
        return WeightedDraw.of(reservoirs.filled(Split.TRAIN, label), cap, settings.maxSenderShare(), !real)
                .draw(count, generator);
    }
}
