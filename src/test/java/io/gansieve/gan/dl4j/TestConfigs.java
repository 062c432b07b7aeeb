package io.gansieve.gan.dl4j;

import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.GameRules;
import io.gansieve.gan.Objective;
import io.gansieve.gan.Penalty;
import io.gansieve.gan.Schedule;
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

    /** The non-saturating game without penalties. */
    static GameRules rules(int batchSize, double learningRate, CriticNoise noise, double emaHalfLifeImages) {
        return new GameRules(
                new Objective.NonSaturating(),
                Penalty.NONE,
                noise,
                batchSize,
                1,
                1,
                new Schedule.Constant(learningRate),
                new Schedule.Constant(0.999),
                new Schedule.Constant(emaHalfLifeImages));
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
