package io.gansieve.replay;

import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.replay.ReplayBuffer.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All strata of a replay buffer, with what follows from what they hold: where each id lies, how many bytes each split and label
 * has, and which image is near another. Every change of a slot is added to a list, in order. Used by one thread.
 */
final class Reservoirs {
    /** Behind every group's name, which is percent-encoded. */
    private static final String LAST = "~~";

    /** Where an example lies. */
    record Place(Stratum stratum, int index) {}

    /** At most {@link ReplayBuffer#MAX_CLASSES} + 2 and {@link ReplayBuffer#MAX_SOURCES} + 1 in each split. */
    private final NavigableMap<StratumKey, Stratum> strata = new TreeMap<>();

    private final Map<String, Place> places = new HashMap<>();
    private final Map<Split, Map<Label, Long>> bytes = new EnumMap<>(Split.class);
    private final NearIndex index = new NearIndex();
    private final ChangedCounters changedCounters;

    Reservoirs(ChangedCounters changedCounters) {
        this.changedCounters = changedCounters;
        for (Split split : Split.values()) {
            bytes.put(split, new EnumMap<>(Map.of(Label.REAL, 0L, Label.GENERATED, 0L)));
        }
    }

    Stratum stratum(StratumKey key) {
        return strata.computeIfAbsent(key, Stratum::new);
    }

    Collection<Stratum> all() {
        return Collections.unmodifiableCollection(strata.values());
    }

    /** Those that hold something, in the order of their keys. */
    List<Stratum> filled(Split split, Label label) {
        return strata.subMap(new StratumKey(split, label, ""), new StratumKey(split, label, LAST)).values().stream()
                .filter(stratum -> stratum.size() > 0)
                .toList();
    }

    Optional<Place> place(String id) {
        return Optional.ofNullable(places.get(id));
    }

    /** @see NearIndex#nearest */
    Optional<Example> nearest(Image image) {
        return index.nearest(image);
    }

    long bytes(Split split, Label label) {
        return weights(split).getOrDefault(label, 0L);
    }

    /** Of both labels. */
    long bytes(Split split) {
        return bytes(split, Label.REAL) + bytes(split, Label.GENERATED);
    }

    private Map<Label, Long> weights(Split split) {
        return Optional.ofNullable(bytes.get(split)).orElseThrow();
    }

    private void count(StratumKey key, long difference) {
        weights(key.split()).merge(key.label(), difference, Long::sum);
    }

    /** Puts an example at the index, in the place of the one there, if there is one. */
    void replace(Stratum stratum, int at, Example example, List<Change> changes) {
        if (at < stratum.size()) {
            leave(stratum.key(), stratum.get(at));
        }
        put(stratum, at, example);
        changes.add(new Change(stratum.key().slot(at), Optional.of(example)));
    }

    /** Puts an example at an index where none is, without a change. */
    void put(Stratum stratum, int at, Example example) {
        stratum.put(at, example);
        places.put(example.id(), new Place(stratum, at));
        index.add(example);
        count(stratum.key(), ReplayBuffer.bytesOf(example));
    }

    private void leave(StratumKey key, Example example) {
        places.remove(example.id());
        index.remove(example);
        count(key, -ReplayBuffer.bytesOf(example));
    }

    /** Takes an example away; the last of its stratum moves to its place. */
    void remove(Stratum stratum, int at, List<Change> changes) {
        leave(stratum.key(), stratum.remove(at));
        if (at < stratum.size()) {
            Example moved = stratum.get(at);
            places.put(moved.id(), new Place(stratum, at));
            changes.add(new Change(stratum.key().slot(at), Optional.of(moved)));
        }
        changes.add(new Change(stratum.key().slot(stratum.size()), Optional.empty()));
    }

    /** Moves examples of some names, with their share of the offers: the sample that they are stays one. */
    void move(StratumKey from, StratumKey to, Predicate<String> moving, List<Change> changes) {
        Stratum origin = strata.get(from);
        if (origin == null || from.equals(to)) {
            return;
        }
        int before = origin.size();
        List<Example> moved = new ArrayList<>();
        for (int at = before - 1; at >= 0; at--) {
            Example example = origin.get(at);
            if (moving.test(StratumKey.nameOf(example.image()))) {
                remove(origin, at, changes);
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

    void drop(StratumKey key) {
        if (strata.remove(key) != null) {
            changedCounters.drop(key);
        }
    }

    /** Of the label that holds more bytes, the group that holds most of its quota loses random examples until the split fits. */
    void makeRoom(Split split, long capacityBytes, CountedRandom random, List<Change> changes) {
        while (bytes(split) > capacityBytes) {
            Label heavier = bytes(split, Label.REAL) >= bytes(split, Label.GENERATED) ? Label.REAL : Label.GENERATED;
            Stratum fullest = new Quotas(filled(split, heavier)).fullest();
            remove(fullest, random.nextInt(fullest.size()), changes);
        }
    }
}
