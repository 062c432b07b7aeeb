package io.gansieve.registry;

import java.util.Arrays;
import java.util.Locale;

/**
 * How a round measures what its generator covers.
 *
 * @param samples of each generator, ≥ 100
 */
public record CoverageConfig(int samples, ClassifierUse classifier) {
    /** Whether samples are told apart by the classifier of handwritten digits. */
    public enum ClassifierUse {
        /** Where the reals are 28x28x1, carry the classes 0 to 9, and the classifier agrees with nine classes of ten. */
        AUTO,
        /** Where images are 28x28x1, whatever is known of the reals. */
        MNIST,
        NONE;

        public static ClassifierUse parse(String text) {
            return Arrays.stream(values())
                    .filter(use -> use.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be auto, mnist or none"));
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CoverageConfig {
        if (samples < 100) {
            throw new IllegalArgumentException("coverage.samples must be at least 100: " + samples);
        }
    }
}
