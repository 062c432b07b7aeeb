package io.gansieve.gan;

import java.util.Arrays;
import java.util.Locale;

/** Which pair of critic and generator plays. */
public enum Model {
    /** The pair that costs a quarter of {@link #REFERENCE} and is made for two cores. */
    DEFAULT,
    /** The pair of many DCGAN tutorials (after Radford et al. 2016): 5×5 kernels, 64 and 128 channels. */
    REFERENCE;

    /** Reads {@code default} or {@code reference}. */
    public static Model parse(String text) {
        return Arrays.stream(values())
                .filter(model -> model.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be default or reference"));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
