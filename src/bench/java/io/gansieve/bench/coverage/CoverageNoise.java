package io.gansieve.bench.coverage;

import java.util.Locale;

/** What keeps the critic from winning. */
public enum CoverageNoise {
    /** Nothing: clean labels and clean images. */
    NONE,
    /** Flipped labels, smoothed labels of reals and Gaussian noise on all images, half of it gone after 300,000 images, or a fifth of a run on points. */
    DECAYING,
    /** As the service has it unless somebody sets it otherwise: weaker, and gone sooner. */
    SERVICE;

    /** As users write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
