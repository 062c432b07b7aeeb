package io.gansieve.registry;

import java.util.Map;

/**
 * Where a version comes from; enough to repeat its round.
 *
 * @param parent the version whose training it continues; 0 for none
 * @param imagesDigest SHA-256 over the round's images
 * @param schedules the values in force at the end of the round, by name
 * @param offsets how far the trainer had read, as {@code gansieve-examples-0}
 */
public record Provenance(
        long parent,
        long round,
        long seed,
        long imagesSeen,
        String imagesDigest,
        Map<String, Double> schedules,
        Map<String, Long> offsets) {
    public Provenance {
        schedules = Map.copyOf(schedules);
        offsets = Map.copyOf(offsets);
    }
}
