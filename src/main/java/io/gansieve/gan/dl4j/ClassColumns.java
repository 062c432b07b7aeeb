package io.gansieve.gan.dl4j;

import io.gansieve.gan.LatentPrior;
import io.gansieve.image.ClassShares;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How classes enter the game: the critic has a column for each class and one for images without, and an image's class picks its
 * column, which makes the game an exact conditional GAN (Mirza and Osindero 2014; the class-wise logits of Miyato and Koyama's
 * projection discriminator, 2018, without their shared term); the generator gets the class as one-hot behind its latents. With 0
 * classes there is one column, and the game is the plain one.
 */
record ClassColumns(int classes, LatentPrior prior) {
    ClassColumns(int classes) {
        this(classes, LatentPrior.NORMAL);
    }

    int columns() {
        return classes + 1;
    }

    /** The images' classes; {@link ClassShares#NONE} for those that have none among these. */
    int[] of(List<LabeledImage> images) {
        return images.stream()
                .mapToInt(image -> image.imageClass().orElse(ClassShares.NONE))
                .map(known -> known < classes ? known : ClassShares.NONE)
                .toArray();
    }

    /** Of rows without classes. */
    static int[] none(int rows) {
        int[] of = new int[rows];
        Arrays.fill(of, ClassShares.NONE);
        return of;
    }

    /** [N, Z + K]: latents, then the class. */
    INDArray latents(int[] of, int size, Noise noise) {
        int width = size + classes;
        float[] values = new float[of.length * width];
        for (int row = 0; row < of.length; row++) {
            for (int i = 0; i < size; i++) {
                values[row * width + i] = (float) noise.random().nextGaussian();
            }
            if (of[row] != ClassShares.NONE) {
                values[row * width + size + of[row]] = 1;
            }
        }
        place(values, width, size);
        return Nd4j.create(values, new long[] {of.length, width}, 'c');
    }

    /** Normal numbers to where the prior has them. */
    private void place(float[] values, int width, int size) {
        if (prior.components() == 1) {
            return;
        }
        float[] thresholds = prior.thresholds();
        float[][] means = prior.means(size);
        for (int from = 0; from < values.length; from += width) {
            int component = 0;
            for (float threshold : thresholds) {
                component += values[from] > threshold ? 1 : 0;
            }
            values[from] = 0;
            for (int i = 0; i < size; i++) {
                values[from + i] += means[component][i];
            }
        }
    }

    /** Of the critic's output [N, K + 1], each image's own logit. */
    float[] pick(float[] output, int[] of) {
        float[] logits = new float[of.length];
        for (int row = 0; row < of.length; row++) {
            logits[row] = output[row * columns() + column(of[row])];
        }
        return logits;
    }

    /** A gradient on the picked logits as one on the critic's output. */
    INDArray scatter(float[] gradient, int[] of) {
        float[] values = new float[of.length * columns()];
        for (int row = 0; row < of.length; row++) {
            values[row * columns() + column(of[row])] = gradient[row];
        }
        return Nd4j.create(values, new long[] {of.length, columns()}, 'c');
    }

    /** The sum over all values of their squared distance from the mean of their class. */
    double variance(List<float[]> rows, int[] of) {
        double sum = 0;
        for (int column = 0; column < columns(); column++) {
            List<float[]> members = new ArrayList<>();
            for (int row = 0; row < of.length; row++) {
                if (column(of[row]) == column) {
                    members.add(rows.get(row));
                }
            }
            sum += aroundMean(members);
        }
        return sum;
    }

    private static double aroundMean(List<float[]> rows) {
        double sum = 0;
        for (int i = 0; !rows.isEmpty() && i < rows.get(0).length; i++) {
            double mean = 0;
            double square = 0;
            for (float[] row : rows) {
                mean += row[i] / rows.size();
                square += (double) row[i] * row[i];
            }
            sum += Math.max(0, square - rows.size() * mean * mean);
        }
        return sum;
    }

    private int column(int of) {
        return of == ClassShares.NONE ? classes : of;
    }
}
