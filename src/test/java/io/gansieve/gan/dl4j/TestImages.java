package io.gansieve.gan.dl4j;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/** Real digits and noise. */
final class TestImages {
    private static final int IDX_IMAGES = 0x803;

    private TestImages() {}

    /** The first digits of MNIST's training images. */
    static List<Image> digits(int count) {
        return read("/mnist/train-images-idx3-ubyte.gz", count);
    }

    /** The first digits of MNIST's test images. */
    static List<Image> unseenDigits(int count) {
        return read("/mnist/t10k-images-idx3-ubyte.gz", count);
    }

    /** Independent uniform bytes. */
    static List<Image> noise(ImageShape shape, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[shape.size()];
            random.nextBytes(pixels);
            images.add(Image.of(shape, pixels));
        }
        return images;
    }

    static List<LabeledImage> labeled(List<Image> images, Label label, String source) {
        return images.stream()
                .map(image -> new LabeledImage(image, label, OptionalInt.empty(), source))
                .toList();
    }

    /** Reals of the classes 0, 1, … in turn. */
    static List<LabeledImage> classed(List<Image> images, int classes) {
        List<LabeledImage> labeled = new ArrayList<>();
        for (Image image : images) {
            labeled.add(new LabeledImage(image, Label.REAL, OptionalInt.of(labeled.size() % classes), "classed"));
        }
        return labeled;
    }

    private static List<Image> read(String resource, int count) {
        try (InputStream file = Objects.requireNonNull(TestImages.class.getResourceAsStream(resource));
                DataInputStream in = new DataInputStream(new GZIPInputStream(file, 1 << 16))) {
            if (in.readInt() != IDX_IMAGES || in.readInt() < count) {
                throw new IllegalStateException(resource + " must hold at least " + count + " images");
            }
            ImageShape shape = new ImageShape(in.readInt(), in.readInt(), 1);
            List<Image> images = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                images.add(Image.of(shape, in.readNBytes(shape.size())));
            }
            return images;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
