package io.gansieve.evaluation;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Gives a set of images the grey levels of another, channel by channel: afterwards the set as a whole, not each image, has the
 * reference's histogram, and what still tells the two apart is shape and texture. The mapping is exact histogram specification
 * (Coltuc, Bolon and Chassery, "Exact histogram specification", IEEE Transactions on Image Processing 15, 2006): all pixels of the
 * set are put in one strict order, and the one at rank r of n takes the reference's level at the quantile (r + ½)/n.
 *
 * <p>The order is by value, among equal values by the mean of the 3×3 pixels around, then of the 5×5, then by chance from the seed.
 * Chance alone would scatter new grey levels over flat black ground, which a detector sees at once and no generator made.
 *
 * <p>Takes 12 bytes of memory a pixel of a channel of the set. Safe for any thread.
 */
public final class HistogramMatching {
    /** Low bits of a key that hold the pixel's place in the shuffled order; above them 13, 12 and 8 bits hold the rest. */
    private static final int PLACE_BITS = 30;

    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

    private final ImageShape shape;
    private final long seed;
    /** Of each channel, how many pixels of the reference have at most a level. */
    private final long[][] cumulative;

    private HistogramMatching(ImageShape shape, long seed, long[][] cumulative) {
        this.shape = shape;
        this.seed = seed;
        this.cumulative = cumulative;
    }

    /** @param reference at least one image; all of one shape */
    public static HistogramMatching to(List<Image> reference, long seed) {
        ImageShape shape = reference.get(0).shape();
        long[][] counts = new long[shape.channels()][256];
        for (Image image : reference) {
            requireShape(shape, image);
            for (int i = 0; i < shape.size(); i++) {
                counts[i % shape.channels()][image.at(i)]++;
            }
        }
        for (long[] channel : counts) {
            Arrays.parallelPrefix(channel, Long::sum);
        }
        return new HistogramMatching(shape, seed, counts);
    }

    /** The images in the same order with the reference's grey levels. */
    public List<Image> apply(List<Image> images) {
        int pixels = shape.height() * shape.width();
        if ((long) images.size() * pixels > PLACE_MASK) {
            throw new IllegalArgumentException("at most %d images of %s can be matched at a time: %d"
                    .formatted(PLACE_MASK / pixels, shape, images.size()));
        }
        images.forEach(image -> requireShape(shape, image));
        byte[][] matched = new byte[images.size()][shape.size()];
        for (int channel = 0; channel < shape.channels(); channel++) {
            match(images, channel, matched);
        }
        return Arrays.stream(matched).map(values -> Image.of(shape, values)).toList();
    }

    private void match(List<Image> images, int channel, byte[][] matched) {
        int pixels = shape.height() * shape.width();
        int[] shuffled = shuffled(images.size() * pixels);
        long[] keys = new long[shuffled.length];
        for (int place = 0; place < keys.length; place++) {
            int pixel = shuffled[place];
            keys[place] = (order(images.get(pixel / pixels), pixel % pixels, channel) << PLACE_BITS) | place;
        }
        Arrays.sort(keys);
        long[] reference = cumulative[channel];
        long total = reference[255];
        int level = 0;
        for (int rank = 0; rank < keys.length; rank++) {
            double quantile = (rank + 0.5) / keys.length * total;
            while (reference[level] < quantile) {
                level++;
            }
            int pixel = shuffled[(int) (keys[rank] & PLACE_MASK)];
            matched[pixel / pixels][pixel % pixels * shape.channels() + channel] = (byte) level;
        }
    }

    /** Value, sum of the 3×3 and sum of the 5×5 pixels around, from the most significant bits down; edges repeat. */
    private long order(Image image, int pixel, int channel) {
        int x = pixel % shape.width();
        int y = pixel / shape.width();
        long key = at(image, x, y, channel);
        key = (key << 12) | sum(image, x, y, channel, 1);
        return (key << 13) | sum(image, x, y, channel, 2);
    }

    private int sum(Image image, int x, int y, int channel, int radius) {
        int sum = 0;
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                sum += at(image, clamp(x + dx, shape.width()), clamp(y + dy, shape.height()), channel);
            }
        }
        return sum;
    }

    private int at(Image image, int x, int y, int channel) {
        return image.at((y * shape.width() + x) * shape.channels() + channel);
    }

    private static int clamp(int position, int size) {
        return Math.max(0, Math.min(size - 1, position));
    }

    private int[] shuffled(int count) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[other];
            order[other] = held;
        }
        return order;
    }

    private static void requireShape(ImageShape shape, Image image) {
        if (!image.shape().equals(shape)) {
            throw new IllegalArgumentException("expected images of %s, found %s".formatted(shape, image.shape()));
        }
    }
}
