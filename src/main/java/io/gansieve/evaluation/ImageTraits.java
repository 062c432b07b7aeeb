package io.gansieve.evaluation;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.Arrays;

/**
 * An image in fixed numbers, of the mean of its channels: what it shows ({@code content}, {@value #SIDE}×{@value #SIDE} mean grey
 * levels) and how it was made ({@code texture}: shares of near black, near white and 16 grey levels, statistics of differences between
 * neighbours and of the Laplacian, each as its square root). Arrays are not copied: nobody writes to them.
 */
@SuppressWarnings("ArrayRecordComponent")
public record ImageTraits(double[] content, double[] texture) {
    private static final int SIDE = 7;
    private static final int LEVELS = 16;
    private static final int NEAR = 4;

    /** Lower bounds of classes of difference, in grey levels; smaller ones are none. */
    private static final int[] DIFFERENCES = {1, 4, 16, 48, 96};

    private static final int OF_DIFFERENCES = DIFFERENCES.length + 1;
    private static final int LAPLACIAN = 2 + LEVELS + 2 * OF_DIFFERENCES;
    private static final int TEXTURE = LAPLACIAN + 2;

    public static ImageTraits of(Image image) {
        ImageShape shape = image.shape();
        double[] grey = grey(image);
        double[] content = content(grey, shape);
        double[] texture = new double[TEXTURE];
        levels(grey, texture);
        differences(grey, shape, texture);
        laplacian(grey, shape, texture);
        for (int i = 0; i < TEXTURE; i++) {
            texture[i] = Math.sqrt(texture[i]);
        }
        return new ImageTraits(content, texture);
    }

    private static double[] grey(Image image) {
        int channels = image.shape().channels();
        double[] grey = new double[image.shape().size() / channels];
        for (int i = 0; i < image.shape().size(); i++) {
            grey[i / channels] += (double) image.at(i) / channels;
        }
        return grey;
    }

    private static double[] content(double[] grey, ImageShape shape) {
        double[] sums = new double[SIDE * SIDE];
        int[] counts = new int[sums.length];
        for (int i = 0; i < grey.length; i++) {
            int cell = i / shape.width() * SIDE / shape.height() * SIDE + i % shape.width() * SIDE / shape.width();
            sums[cell] += grey[i];
            counts[cell]++;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= Math.max(1, counts[i]);
        }
        return sums;
    }

    private static void levels(double[] grey, double[] traits) {
        for (double level : grey) {
            traits[0] += level <= NEAR ? 1.0 / grey.length : 0;
            traits[1] += level >= 255 - NEAR ? 1.0 / grey.length : 0;
            traits[2 + (int) (level * LEVELS / 256)] += 1.0 / grey.length;
        }
    }

    private static void differences(double[] grey, ImageShape shape, double[] traits) {
        int pairs = grey.length;
        for (int i = 0; i < grey.length; i++) {
            if (i % shape.width() > 0) {
                difference(Math.abs(grey[i] - grey[i - 1]), pairs, traits, 2 + LEVELS);
            }
            if (i >= shape.width()) {
                difference(Math.abs(grey[i] - grey[i - shape.width()]), pairs, traits, 2 + LEVELS + OF_DIFFERENCES);
            }
        }
    }

    private static void difference(double difference, int pairs, double[] traits, int first) {
        traits[first] += difference / pairs;
        int found = Arrays.binarySearch(DIFFERENCES, (int) difference);
        int above = found >= 0 ? found + 1 : -found - 1;
        if (above > 0) {
            traits[first + above] += 1.0 / pairs;
        }
    }

    private static void laplacian(double[] grey, ImageShape shape, double[] traits) {
        int width = shape.width();
        for (int i = width; i < grey.length - width; i++) {
            if (i % width > 0 && i % width < width - 1) {
                double bend = 4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - width] - grey[i + width];
                traits[LAPLACIAN] += Math.abs(bend) / grey.length;
                traits[LAPLACIAN + 1] += bend * bend / grey.length;
            }
        }
    }
}
