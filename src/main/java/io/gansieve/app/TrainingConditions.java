package io.gansieve.app;

import io.gansieve.config.ConfigLoader;
import io.gansieve.config.GansieveConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that the bits of a run of rounds follow from, by name: settings and inputs. A setting that a run does not name is from
 * after its release and had its default there, which for a setting of training is therefore what was done before it.
 */
final class TrainingConditions {
    /** Groups of settings that say nothing about a round. Any other group, also one yet to come, counts. */
    private static final Set<String> ELSEWHERE = Set.of(
            "data-dir",
            "roles",
            "broker",
            "topics",
            "labels",
            "rounds",
            "models",
            "shutdown",
            "scorer",
            "streams",
            "http",
            "metrics",
            "coverage",
            "kafka");

    /** What files they let through is in the inputs' own digests. */
    private static final Set<String> SEEN_IN_INPUTS =
            Set.of("image.max-pixels", "image.animations", "image.animation-frames");

    private TrainingConditions() {}

    /** @param inputs one line for each, as {@link TrainingImages#summaries} has them */
    static SortedMap<String, String> of(GansieveConfig config, List<String> inputs) {
        SortedMap<String, String> conditions = new TreeMap<>();
        config.settings().forEach((key, value) -> {
            if (counts(key)) {
                conditions.put(key, value);
            }
        });
        for (int i = 0; i < inputs.size(); i++) {
            conditions.put("input %d".formatted(i + 1), inputs.get(i));
        }
        return conditions;
    }

    private static boolean counts(String key) {
        return !ELSEWHERE.contains(key.split("\\.", 2)[0]) && !SEEN_IN_INPUTS.contains(key);
    }

    /**
     * Every condition that has changed, with both values; none if the bits would be the same.
     *
     * @param before of a run that an earlier release may have begun: settings that no longer count are passed over
     */
    static List<String> differences(SortedMap<String, String> before, SortedMap<String, String> now) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        List<String> differences = new ArrayList<>();
        Map<String, String> defaults = ConfigLoader.defaults();
        names.removeIf(name -> !counts(name));
        for (String name : names) {
            String old = before.getOrDefault(name, defaults.getOrDefault(name, "none"));
            String given = now.getOrDefault(name, "none");
            if (!old.equals(given)) {
                differences.add("%s was %s, not %s".formatted(name, old, given));
            }
        }
        return differences;
    }
}
