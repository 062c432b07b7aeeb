package io.gansieve.image;

import java.util.OptionalInt;

/**
 * An image with what is known of its origin.
 *
 * @param imageClass what it shows, between 0 and {@value #MAX_CLASS}, if known (a digit for MNIST)
 * @param source who made it, as {@link SourceName} has it; {@link #UNKNOWN_SOURCE} if nobody said
 */
public record LabeledImage(Image image, Label label, OptionalInt imageClass, String source) {
    public static final String UNKNOWN_SOURCE = "unknown";

    /** Classes come from outside, like sources. */
    public static final int MAX_CLASS = 1_000_000;

    /** {@link IllegalArgumentException} states the rule that class or source breaks; spaces around the source go. */
    public LabeledImage {
        requireClass(imageClass);
        source = SourceName.of(source);
    }

    /** Of what was stored when other rules held: without a class that is none now, with the source cut to what may be one. */
    public static LabeledImage stored(Image image, Label label, OptionalInt imageClass, String source) {
        return new LabeledImage(image, label, storedClass(imageClass), SourceName.bounded(source));
    }

    public static OptionalInt storedClass(OptionalInt imageClass) {
        return imageClass.stream().filter(LabeledImage::isClass).findFirst();
    }

    /** Throws {@link IllegalArgumentException} if there is a class that is out of bounds. */
    public static void requireClass(OptionalInt imageClass) {
        if (imageClass.isPresent() && !isClass(imageClass.getAsInt())) {
            throw new IllegalArgumentException(
                    "class must be between 0 and %d: %d".formatted(MAX_CLASS, imageClass.getAsInt()));
        }
    }

    private static boolean isClass(int number) {
        return number >= 0 && number <= MAX_CLASS;
    }

    /** The same image under another source. */
    public LabeledImage from(String otherSource) {
        return new LabeledImage(image, label, imageClass, otherSource);
    }
}
