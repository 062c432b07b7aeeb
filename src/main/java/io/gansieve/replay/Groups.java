package io.gansieve.replay;

import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The one place that says which group an image belongs to. A real one: its class, if there are so many, else {@link StratumKey#OTHER};
 * without classes all are one group. A generated one: its source, if that is one of those that most images are of, else
 * {@link StratumKey#OTHER}. What it knows of sources is stored as counters: under {@code seen/generated/ddpm} how often a name
 * was seen, under {@code NAME#over} how much of it may be others', under {@code NAME#named} 1 if it has a group. Used by one thread.
 */
final class Groups {
    static final String PREFIX = "seen/";

    private static final String OVER = "#over";
    private static final String NAMED = "#named";

    /** Names that are counted for one that has a group: one that is seen less often than once in so many images may be missed. */
    private static final int COUNTED_FOR_EACH = 4;

    private static final String SOURCES = PREFIX + Label.GENERATED.text() + "/";

    /** Any that could have a group, in the one way in which it is written. */
    private static final String CLASS = "0|[1-9][0-9]{0,8}";

    private final int classes;
    private final GroupNames sources;

    /**
     * @param classes that have a group: 0 to {@code classes} − 1
     * @param sources that have one, at most
     * @param changes is told of each counter that changes; empty ones are gone
     */
    Groups(int classes, int sources, BiConsumer<String, Optional<Long>> changes) {
        this.classes = classes;
        this.sources = new GroupNames(
                sources, sources * COUNTED_FOR_EACH, count -> entries(count).forEach(changes));
    }

    /** Whether a counter is of a kind that earlier releases kept: they counted classes, too. */
    static boolean isRetired(String counter) {
        return counter.startsWith(PREFIX) && !counter.startsWith(SOURCES);
    }

    String of(LabeledImage image) {
        return of(image.label(), StratumKey.nameOf(image));
    }

    /** The name, if it has a group. */
    String of(Label label, String name) {
        if (label == Label.REAL) {
            return ofReal(name);
        }
        return name.equals(StratumKey.OTHER) || sources.contains(name) ? name : StratumKey.OTHER;
    }

    private String ofReal(String name) {
        if (classes == 0 || name.equals(StratumKey.UNCLASSIFIED)) {
            return StratumKey.UNCLASSIFIED;
        }
        return name.matches(CLASS) && Integer.parseInt(name) < classes ? name : StratumKey.OTHER;
    }

    boolean contains(StratumKey key) {
        String name = StratumKey.decode(key.group());
        return of(key.label(), name).equals(name);
    }

    /** Counts an image, which may give its source a group. The result is the source that loses its own to it. */
    Optional<String> see(LabeledImage image) {
        String name = StratumKey.nameOf(image);
        return image.label() == Label.REAL || name.equals(StratumKey.OTHER) ? Optional.empty() : sources.see(name);
    }

    /** Begins with what was seen of sources before there were these counters, unless there are some. */
    void begin(Map<String, Long> seen) {
        if (sources.isEmpty()) {
            sources.restore(seen.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(StratumKey.OTHER))
                    .map(entry -> new GroupNames.Count(entry.getKey(), entry.getValue(), 0, true))
                    .toList());
        }
    }

    /** Of all counters, those that are of this kind. */
    void restore(Map<String, Long> counters) {
        sources.restore(counts(counters));
    }

    void addTo(Map<String, Long> counters) {
        for (GroupNames.Count count : sources.counts()) {
            entries(count).forEach((name, value) -> value.ifPresent(known -> counters.put(name, known)));
        }
    }

    private static Map<String, Optional<Long>> entries(GroupNames.Count count) {
        String entry = SOURCES + StratumKey.encode(count.name());
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

    private static List<GroupNames.Count> counts(Map<String, Long> counters) {
        return counters.keySet().stream()
                .filter(name -> name.startsWith(SOURCES) && name.indexOf('#') < 0)
                .map(name -> new GroupNames.Count(
                        StratumKey.decode(name.substring(SOURCES.length())),
                        counters.getOrDefault(name, 0L),
                        counters.getOrDefault(name + OVER, 0L),
                        counters.containsKey(name + NAMED)))
                .toList();
    }
}
