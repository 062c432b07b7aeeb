package io.gansieve.evaluation;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Bins of images for {@link Ndb}: the Voronoi cells of a k-means clustering of reals, by Euclidean distance of their pixels. Large
 * images are compared by block averages, at most {@value #MAX_VALUES} values each, so that the cost is bounded. Same images and seed,
 * same bins. Safe for any thread.
 */
public final class PixelBins {
    private static final int MAX_VALUES = 1024;
    private static final int MAX_ROUNDS = 20;

    /** Centres start from so many reals a bin, at most: more make the start slower and hardly better. */
    private static final int SEEDS_A_BIN = 10;

    private final int bins;

    /** Value by value, the centres side by side: the loop over centres then runs on whole vectors. */
    private final float[] centres;

    /** ‖centre‖²/2 */
    private final float[] halfNorms;

    private PixelBins(float[][] centres) {
        bins = centres.length;
        int values = centres[0].length;
        this.centres = new float[bins * values];
        halfNorms = new float[bins];
        for (int bin = 0; bin < bins; bin++) {
            for (int i = 0; i < values; i++) {
                this.centres[i * bins + bin] = centres[bin][i];
            }
            halfNorms[bin] = (float) (squaredDistance(centres[bin], new float[values]) / 2);
        }
    }

    /**
     * Clusters reals: k-means++ for the start (Arthur and Vassilvitskii 2007), then Lloyd's rounds until nothing moves, at most
     * {@value #MAX_ROUNDS}.
     *
     * @param reals of one shape, in random order, at least as many as bins
     */
    public static PixelBins fit(List<Image> reals, int bins, long seed) {
        if (bins < 1 || reals.size() < bins) {
            throw new IllegalArgumentException(
                    "bins must be between 1 and the number of reals, %d: %d".formatted(reals.size(), bins));
        }
        float[][] points = reals.stream().map(PixelBins::values).toArray(float[][]::new);
        int candidates = Math.min(points.length, SEEDS_A_BIN * bins);
        float[][] centres = start(Arrays.copyOf(points, candidates), bins, new SplittableRandom(seed));
        int[] assigned = new int[points.length];
        Arrays.fill(assigned, -1);
        PixelBins cells = new PixelBins(centres);
        for (int round = 0; round < MAX_ROUNDS && cells.assign(points, assigned); round++) {
            cells = new PixelBins(means(points, assigned, centres));
        }
        return cells;
    }

    /** How many images fall into each bin. */
    public int[] counts(List<Image> images) {
        int[] counts = new int[bins];
        float[] scores = new float[bins];
        for (Image image : images) {
            counts[nearest(values(image), scores)]++;
        }
        return counts;
    }

    private static float[][] start(float[][] points, int bins, SplittableRandom random) {
        float[][] centres = new float[bins][];
        double[] distances = new double[points.length];
        Arrays.fill(distances, 1);
        for (int bin = 0; bin < bins; bin++) {
            centres[bin] = points[drawn(distances, random)].clone();
            for (int i = 0; i < points.length; i++) {
                double distance = squaredDistance(points[i], centres[bin]);
                distances[i] = bin == 0 ? distance : Math.min(distances[i], distance);
            }
        }
        return centres;
    }

    /** An index drawn in proportion to its weight; the first if all weights are 0. */
    private static int drawn(double[] weights, SplittableRandom random) {
        double left = random.nextDouble() * Arrays.stream(weights).sum();
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    /** Whether any point has moved to another bin. */
    private boolean assign(float[][] points, int[] assigned) {
        boolean moved = false;
        float[] scores = new float[bins];
        for (int i = 0; i < points.length; i++) {
            int bin = nearest(points[i], scores);
            moved |= bin != assigned[i];
            assigned[i] = bin;
        }
        return moved;
    }

    /** ‖x − c‖²/2 less what all centres share: ‖c‖²/2 − x·c. Pixels that are 0 cost nothing. */
    private int nearest(float[] point, float[] scores) {
        System.arraycopy(halfNorms, 0, scores, 0, bins);
        for (int i = 0; i < point.length; i++) {
            float value = point[i];
            if (value != 0) {
                int row = i * bins;
                for (int bin = 0; bin < bins; bin++) {
                    scores[bin] -= value * centres[row + bin];
                }
            }
        }
        int best = 0;
        for (int bin = 1; bin < bins; bin++) {
            best = scores[bin] < scores[best] ? bin : best;
        }
        return best;
    }

    /** The mean of each bin's points; a bin that has none keeps the centre it started from. */
    private static float[][] means(float[][] points, int[] assigned, float[][] centres) {
        int[] counts = new int[centres.length];
        float[][] means = new float[centres.length][points[0].length];
        for (int i = 0; i < points.length; i++) {
            counts[assigned[i]]++;
            float[] mean = means[assigned[i]];
            for (int j = 0; j < mean.length; j++) {
                mean[j] += points[i][j];
            }
        }
        for (int bin = 0; bin < means.length; bin++) {
            for (int j = 0; j < means[bin].length; j++) {
                means[bin][j] = counts[bin] == 0 ? centres[bin][j] : means[bin][j] / counts[bin];
            }
        }
        return means;
    }

    private static double squaredDistance(float[] left, float[] right) {
        float sum = 0;
        for (int i = 0; i < left.length; i++) {
            float difference = left[i] - right[i];
            sum += difference * difference;
        }
        return sum;
    }

    /** Pixels in [0, 1], or averages over blocks of b × b pixels with the smallest b that makes few enough. */
    private static float[] values(Image image) {
        ImageShape shape = image.shape();
        int block = 1;
        while (blocks(shape.height(), block) * blocks(shape.width(), block) * shape.channels() > MAX_VALUES) {
            block++;
        }
        int columns = blocks(shape.width(), block);
        float[] values = new float[blocks(shape.height(), block) * columns * shape.channels()];
        float weight = 1f / (255 * block * block);
        for (int i = 0; i < shape.size(); i++) {
            int pixel = i / shape.channels();
            int row = pixel / shape.width() / block;
            int column = pixel % shape.width() / block;
            values[(row * columns + column) * shape.channels() + i % shape.channels()] += image.at(i) * weight;
        }
        return values;
    }

    private static int blocks(int pixels, int block) {
        return (pixels + block - 1) / block;
    }
}
