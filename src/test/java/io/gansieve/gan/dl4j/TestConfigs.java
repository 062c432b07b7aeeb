package io.gansieve.gan.dl4j;

import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ImageShape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The settings of a service that nobody has set anything for. */
final class TestConfigs {
    private TestConfigs() {}

    static TrainingConfig defaults(ImageShape shape) {
        return defaults(shape, Map.of());
    }

    /** With other values for some keys. */
    static TrainingConfig defaults(ImageShape shape, Map<String, String> others) {
        Map<String, String> flags = new HashMap<>(others);
        flags.put("image.shape", shape.toString());
        try {
            return ConfigLoader.load(Optional.empty(), Map.of(), flags).training();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
