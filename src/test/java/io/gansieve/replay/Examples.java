package io.gansieve.replay;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Examples by number; equal numbers have equal pixels. */
final class Examples {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);

    private Examples() {}

    /** Noise, so that no two numbers are near-copies. */
    static Image image(int number) {
        byte[] pixels = new byte[SHAPE.size()];
        new SplittableRandom(number).nextBytes(pixels);
        return Image.of(SHAPE, pixels);
    }

    static Example real(int number, int imageClass) {
        return example(number, Label.REAL, OptionalInt.of(imageClass), LabeledImage.UNKNOWN_SOURCE);
    }

    static Example generated(int number, String source) {
        return example(number, Label.GENERATED, OptionalInt.empty(), source);
    }

    static Example example(int number, Label label, OptionalInt imageClass, String source) {
        return new Example(
                "id-%07d".formatted(number), new LabeledImage(image(number), label, imageClass, source), 0, 0, 0);
    }
}
