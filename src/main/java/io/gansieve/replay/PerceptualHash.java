package io.gansieve.replay;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.Arrays;

/**
 * 64 bits that say which of an image's lowest frequencies are above their median: the 8×8 lowest of a discrete cosine transform of its
 * brightness averaged to 32×32, without the mean (pHash: Zauner, "Implementation and benchmarking of perceptual image hash
 * functions", 2010). Re-encoding, scaling and faint noise change few of them.
 */
final class PerceptualHash {
    private static final int SIDE = 32;
    private static final int LOWEST = 8;
    private static final double[] COSINES = cosines();

    private PerceptualHash() {}

    private static double[] cosines() {
        double[] cosines = new double[LOWEST * SIDE];
        for (int frequency = 0; frequency < LOWEST; frequency++) {
            for (int i = 0; i < SIDE; i++) {
                // The first frequency is left out: it is the mean.
                cosines[frequency * SIDE + i] = StrictMath.cos(Math.PI * (frequency + 1) * (2 * i + 1) / (2 * SIDE));
            }
        }
        return cosines;
    }

    static long of(Image image) {
        double[] means = means(image);
        double[] rows = new double[SIDE * LOWEST];
        for (int row = 0; row < SIDE; row++) {
            for (int frequency = 0; frequency < LOWEST; frequency++) {
                rows[frequency * SIDE + row] = product(means, row * SIDE, frequency);
            }
        }
        double[] lowest = new double[LOWEST * LOWEST];
        for (int i = 0; i < lowest.length; i++) {
            lowest[i] = product(rows, i / LOWEST * SIDE, i % LOWEST);
        }
        double[] sorted = lowest.clone();
        Arrays.sort(sorted);
        double median = (sorted[lowest.length / 2 - 1] + sorted[lowest.length / 2]) / 2;
        long hash = 0;
        for (int i = 0; i < lowest.length; i++) {
            hash |= lowest[i] > median ? 1L << i : 0;
        }
        return hash;
    }

    private static double product(double[] values, int from, int frequency) {
        double sum = 0;
        for (int i = 0; i < SIDE; i++) {
            sum += values[from + i] * COSINES[frequency * SIDE + i];
        }
        return sum;
    }

    /** Of all channels, over blocks; a side of fewer pixels repeats them. */
    private static double[] means(Image image) {
        ImageShape shape = image.shape();
        double[] means = new double[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            int top = row * shape.height() / SIDE;
            int bottom = Math.max(top + 1, (row + 1) * shape.height() / SIDE);
            for (int column = 0; column < SIDE; column++) {
                int left = column * shape.width() / SIDE;
                int right = Math.max(left + 1, (column + 1) * shape.width() / SIDE);
                double sum = 0;
                for (int y = top; y < bottom; y++) {
                    int end = (y * shape.width() + right) * shape.channels();
                    for (int i = (y * shape.width() + left) * shape.channels(); i < end; i++) {
                        sum += image.at(i);
                    }
                }
                means[row * SIDE + column] = sum / ((bottom - top) * (right - left) * shape.channels());
            }
        }
        return means;
    }
}
