package io.gansieve.cli;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.SplittableRandom;

/** Two crude forgers for the demonstration, so that labelled fakes come in beside the generator's own. Used by one thread. */
final class DemoForgers {
    static final String COLLAGE = "collage";
    static final String NOISE = "blurred-noise";

    private final List<Image> reals;
    private final SplittableRandom random;

    /** @param reals of one shape */
    DemoForgers(List<Image> reals, long seed) {
        this.reals = List.copyOf(reals);
        this.random = new SplittableRandom(seed);
    }

    /** The upper half of one real and the lower half of another. */
    Image collage() {
        Image upper = reals.get(random.nextInt(reals.size()));
        Image lower = reals.get(random.nextInt(reals.size()));
        byte[] pixels = upper.pixels();
        int half = pixels.length / 2;
        System.arraycopy(lower.pixels(), half, pixels, half, pixels.length - half);
        return Image.of(upper.shape(), pixels);
    }

    /** Noise, averaged over squares of 5×5, with its contrast stretched to black and white. */
    Image blurredNoise() {
        ImageShape shape = reals.get(0).shape();
        double[] noise = random.doubles(shape.size()).toArray();
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            double contrast = (mean(noise, i, shape) - 0.5) * 6;
            pixels[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, contrast)));
        }
        return Image.of(shape, pixels);
    }

    private static double mean(double[] values, int index, ImageShape shape) {
        int pixel = index / shape.channels();
        int channel = index % shape.channels();
        double sum = 0;
        int count = 0;
        for (int y = Math.max(0, pixel / shape.width() - 2);
                y <= Math.min(shape.height() - 1, pixel / shape.width() + 2);
                y++) {
            for (int x = Math.max(0, pixel % shape.width() - 2);
                    x <= Math.min(shape.width() - 1, pixel % shape.width() + 2);
                    x++) {
                sum += values[(y * shape.width() + x) * shape.channels() + channel];
                count++;
            }
        }
        return sum / count;
    }
}
