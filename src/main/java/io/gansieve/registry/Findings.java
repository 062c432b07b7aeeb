package io.gansieve.registry;

import java.util.Map;
import java.util.Set;

/**
 * What a round found in its {@link Scrutiny}.
 *
 * @param cleared ids of held images that are something new, and no known kind under another label
 * @param contradicted logits of images in replay whose labels the champion contradicts with confidence, by id
 */
public record Findings(Set<String> cleared, Map<String, Double> contradicted) {
    public static final Findings NONE = new Findings(Set.of(), Map.of());

    public Findings {
        cleared = Set.copyOf(cleared);
        contradicted = Map.copyOf(contradicted);
    }
}
