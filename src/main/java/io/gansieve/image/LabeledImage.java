package io.gansieve.image;

import java.util.OptionalInt;

/**
 * An image with what is known of its origin.
 *
 * @param imageClass what it shows, ≥ 0, if known (a digit for MNIST)
 * @param source who made it; {@link #UNKNOWN_SOURCE} if nobody said
 */
public record LabeledImage(Image image, Label label, OptionalInt imageClass, String source) {
    public static final String UNKNOWN_SOURCE = "unknown";

    public LabeledImage {
        if (imageClass.isPresent() && imageClass.getAsInt() < 0) {
            throw new IllegalArgumentException("class must be at least 0: " + imageClass.getAsInt());
        }
        if (source.isEmpty()) {
            throw new IllegalArgumentException("source must not be empty");
        }
    }
}
