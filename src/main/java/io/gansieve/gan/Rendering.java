package io.gansieve.gan;

import io.gansieve.image.ImageShape;
import java.util.SplittableRandom;

/**
 * The last step of somebody else's generator: how its numbers become grey levels. Two generators of the same architecture differ
 * there first, in the curve of the output, its range, the noise it leaves on flat areas, its sharpness, and a detector that
 * knows one rendering only finds one generator only. Works on numbers before they are rounded to 8 bits, so that no rounding of
 * its own shows.
 *
 * @param probability that an image is rendered in another way than its generator does
 */
public record Rendering(double probability) {
    public Rendering {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("rendering must be in [0, 1]: " + probability);
        }
    }

    /** @param planes values in [−1, 1] as [C,H,W]; the result may exceed the range a little, as a generator's may */
    public float[] apply(float[] planes, ImageShape shape, SplittableRandom random) {
        if (random.nextDouble() >= probability) {
            return planes;
        }
        float[] values = planes.clone();
        if (random.nextBoolean()) {
            sharpness(values, shape, random.nextDouble(-0.3, 0.6));
        }
        if (random.nextBoolean()) {
            noise(values, 0.1 * random.nextDouble() * random.nextDouble(), random);
        }
        if (random.nextBoolean()) {
            range(values, random);
        }
        if (random.nextBoolean()) {
            curve(values, Math.exp(0.3 * random.nextGaussian()));
        } else {
            saturation(values, random.nextDouble(1, 4));
        }
        return values;
    }

    /** Blends with the mean of the four neighbours: above 0 softer, below 0 sharper. */
    private static void sharpness(float[] values, ImageShape shape, double blend) {
        float[] before = values.clone();
        int height = shape.height();
        int width = shape.width();
        for (int plane = 0; plane < values.length; plane += height * width) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int at = plane + y * width + x;
                    float neighbours = before[y > 0 ? at - width : at]
                            + before[y < height - 1 ? at + width : at]
                            + before[x > 0 ? at - 1 : at]
                            + before[x < width - 1 ? at + 1 : at];
                    values[at] += (float) blend * (neighbours / 4 - before[at]);
                }
            }
        }
    }

    private static void noise(float[] values, double sigma, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (sigma * random.nextGaussian());
        }
    }

    /** Other levels for black and white. */
    private static void range(float[] values, SplittableRandom random) {
        float black = (float) random.nextDouble(-1.1, -0.9);
        float white = (float) random.nextDouble(0.8, 1.2);
        for (int i = 0; i < values.length; i++) {
            values[i] = black + (values[i] + 1) / 2 * (white - black);
        }
    }

    /** v ↦ v^γ on [0, 1]. */
    private static void curve(float[] values, double gamma) {
        for (int i = 0; i < values.length; i++) {
            double unit = Math.max(0, (values[i] + 1) / 2);
            values[i] = (float) (2 * Math.pow(unit, gamma) - 1);
        }
    }

    /** v ↦ tanh(k·v)/tanh(k): greys move towards black and white. */
    private static void saturation(float[] values, double strength) {
        double most = Math.tanh(strength);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (Math.tanh(strength * values[i]) / most);
        }
    }
}
