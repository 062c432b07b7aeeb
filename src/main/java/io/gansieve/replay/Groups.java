package io.gansieve.replay;

import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The one place that says which group an image belongs to: its class, or its source, if that is one of those that most images
 * are of, else {@link StratumKey#OTHER}. What it knows is stored as counters: under {@code seen/generated/ddpm} how often a name was
 * seen, under {@code NAME#over} how much of it may be others', under {@code NAME#named} 1 if it has a group. Used by one thread.
 */
final class Groups {
    static final String PREFIX = "seen/";

    private static final String OVER = "#over";
    private static final String NAMED = "#named";

    /** Names that are counted for one that has a group: one that is seen less often than once in so many images may be missed. */
    private static final int COUNTED_FOR_EACH = 4;

    private final Map<Label, GroupNames> names = new EnumMap<>(Label.class);

    /** @param changes is told of each counter that changes; empty ones are gone */
    Groups(int classes, int sources, BiConsumer<String, Optional<Long>> changes) {
        names.put(Label.REAL, names(Label.REAL, classes, changes));
        names.put(Label.GENERATED, names(Label.GENERATED, sources, changes));
    }

    private static GroupNames names(Label label, int groups, BiConsumer<String, Optional<Long>> changes) {
        return new GroupNames(
                groups,
                groups * COUNTED_FOR_EACH,
                count -> entries(label, count).forEach(changes));
    }

    private GroupNames names(Label label) {
        return Optional.ofNullable(names.get(label)).orElseThrow();
    }

    String of(LabeledImage image) {
        return of(image.label(), StratumKey.nameOf(image));
    }

    /** The name, if it has a group. */
    String of(Label label, String name) {
        return isShared(label, name) || names(label).contains(name) ? name : StratumKey.OTHER;
    }

    boolean contains(StratumKey key) {
        String name = StratumKey.decode(key.group());
        return of(key.label(), name).equals(name);
    }

    /** Groups that are always there, and not counted. */
    private static boolean isShared(Label label, String name) {
        return name.equals(StratumKey.OTHER) || (label == Label.REAL && name.equals(StratumKey.UNCLASSIFIED));
    }

    /** Counts an image, which may give its name a group. The result is the name that loses its own to it. */
    Optional<String> see(LabeledImage image) {
        String name = StratumKey.nameOf(image);
        return isShared(image.label(), name)
                ? Optional.empty()
                : names(image.label()).see(name);
    }

    /** Begins with what was seen before there were these counters, unless there are some. */
    void begin(Label label, Map<String, Long> seen) {
        if (names(label).isEmpty()) {
            names(label)
                    .restore(seen.entrySet().stream()
                            .filter(entry -> !isShared(label, entry.getKey()))
                            .map(entry -> new GroupNames.Count(entry.getKey(), entry.getValue(), 0, true))
                            .toList());
        }
    }

    /** Of all counters, those that are of this kind. */
    void restore(Map<String, Long> counters) {
        for (Label label : Label.values()) {
            names(label).restore(counts(label, counters));
        }
    }

    void addTo(Map<String, Long> counters) {
        for (Label label : Label.values()) {
            for (GroupNames.Count count : names(label).counts()) {
                entries(label, count).forEach((name, value) -> value.ifPresent(known -> counters.put(name, known)));
            }
        }
    }

    private static String entry(Label label, String name) {
        return PREFIX + label.text() + "/" + StratumKey.encode(name);
    }

    private static Map<String, Optional<Long>> entries(Label label, GroupNames.Count count) {
        String entry = entry(label, count.name());
        return Map.of(
                entry,
                positive(count.count()),
                entry + OVER,
                positive(count.over()),
                entry + NAMED,
                positive(count.named() ? 1 : 0));
    }

    private static Optional<Long> positive(long value) {
        return value > 0 ? Optional.of(value) : Optional.empty();
    }

    private static List<GroupNames.Count> counts(Label label, Map<String, Long> counters) {
        String prefix = entry(label, "");
        return counters.keySet().stream()
                .filter(name -> name.startsWith(prefix) && name.indexOf('#') < 0)
                .map(name -> new GroupNames.Count(
                        StratumKey.decode(name.substring(prefix.length())),
                        counters.getOrDefault(name, 0L),
                        counters.getOrDefault(name + OVER, 0L),
                        counters.containsKey(name + NAMED)))
                .toList();
    }
}
