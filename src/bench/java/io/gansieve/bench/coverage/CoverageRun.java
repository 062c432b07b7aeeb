package io.gansieve.bench.coverage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One training of one generator.
 *
 * @param objective one of the set's
 * @param budget CPU-time of the process that the training may take
 * @param folder of this run alone: checkpoint, curve, further pictures
 * @param progress is told how far it is, in a few words
 */
public record CoverageRun(
        String objective, CoverageNoise noise, long seed, Duration budget, Path folder, Consumer<String> progress) {
    public CoverageRun {
        if (budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("budget must be positive: " + budget);
        }
    }
}
