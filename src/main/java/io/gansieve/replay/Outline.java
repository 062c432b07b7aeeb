package io.gansieve.replay;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;

/**
 * An image as sums over 4×4 blocks, each divided by √(pixels of the block · pixels of the image). By the inequality of Cauchy and
 * Schwarz the Euclidean distance of two outlines is at most the root mean square difference of the images' pixels, in grey
 * levels: where outlines lie apart, images do.
 */
final class Outline {
    private static final int SIDE = 4;

    /** What differs most between images that show one thing each. */
    private static final int[] INNER = {5, 6, 9, 10};

    private final float[] blocks;

    private Outline(float[] blocks) {
        this.blocks = blocks;
    }

    static Outline of(Image image) {
        ImageShape shape = image.shape();
        int rowValues = shape.width() * shape.channels();
        long[] sums = new long[SIDE * SIDE];
        int[] pixels = new int[SIDE * SIDE];
        int index = 0;
        for (int row = 0; row < shape.height(); row++) {
            int blockRow = row * SIDE / shape.height() * SIDE;
            for (int value = 0; value < rowValues; value++) {
                int block = blockRow + value / shape.channels() * SIDE / shape.width();
                sums[block] += image.at(index++);
                pixels[block]++;
            }
        }
        float[] scaled = new float[sums.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (sums[i] / Math.sqrt((double) pixels[i] * shape.size()));
        }
        return new Outline(scaled);
    }

    /** Whether the blocks' distance is at most {@code most}. */
    boolean isWithin(double most, Outline that) {
        double sum = 0;
        for (int i = 0; i < blocks.length && sum <= most * most; i++) {
            double difference = blocks[i] - that.blocks[i];
            sum += difference * difference;
        }
        return sum <= most * most;
    }

    /** Of the four inner blocks, in units of {@code width}; of outlines no farther apart, none differs by more than 1. */
    int[] cell(double width) {
        int[] cell = new int[INNER.length];
        for (int i = 0; i < cell.length; i++) {
            cell[i] = (int) (blocks[INNER[i]] / width);
        }
        return cell;
    }
}
