package io.gansieve.bench.coverage;

import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import io.gansieve.gan.TrainingConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings by name: what {@code --objective} chooses. They are the service's own keys, so that what serves here can be set there.
 *
 * @param text as users name it
 * @param settings that differ from the service's defaults
 */
record DigitRules(String text, Map<String, String> settings) {
    private static final Map<String, String> CLEAN = Map.of(
            "training.label-flip", "constant(0)",
            "training.instance-noise", "constant(0)",
            "training.real-target", "1");

    private static final Map<String, String> NOISY = Map.of(
            "training.label-flip", "exponential(0.1,300000)",
            "training.instance-noise", "exponential(0.5,300000)",
            "training.real-target", "0.9");

    DigitRules {
        settings = Map.copyOf(settings);
    }

    /** The one of that name. */
    static DigitRules named(List<DigitRules> all, String text) {
        return all.stream()
                .filter(rules -> rules.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    TrainingConfig config(CoverageNoise noise) {
        Map<String, String> flags = new LinkedHashMap<>(
                switch (noise) {
                    case NONE -> CLEAN;
                    case DECAYING -> NOISY;
                    case SERVICE -> Map.of();
                });
        flags.putAll(settings);
        try {
            return ConfigLoader.load(Optional.empty(), Map.of(), flags).training();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
