package io.gansieve.bench.coverage;

import java.util.Locale;

/** What keeps the critic from winning. */
public enum CoverageNoise {
    /** Nothing: clean labels and clean images. */
    NONE,
    /** Flipped labels, smoothed labels of reals and Gaussian noise on all images, less and less of it. */
    DECAYING;

    /** As users write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
