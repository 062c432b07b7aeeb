package io.gansieve.gan;

import io.gansieve.image.GreyHistogram;
import io.gansieve.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * The grey-level histogram as the detector sees it: where an image's lies among the reals'. A bin's share is small or large by
 * its nature, and what tells is how far it is from its usual value, given the other bins; so the shares are whitened by the
 * reals' mean and covariance, w = W(h − μ) with cov(w) = I, and their squared length, the Mahalanobis distance, comes beside them.
 * Fitted once, with the first round's reals: what the network has learned rests on it. Immutable; safe for any thread.
 */
public final class HistogramWhitening {
    private static final String NAME = "detector.whitening.";

    /** Of the correlations towards none: shares add up to 1, so that some combination of them never varies. */
    private static final double SHRINKAGE = 0.01;

    /** Of a share: a bin that the reals never use is then 1,000 deviations away when it is used by a tenth. */
    private static final double LEAST_DEVIATION = 1e-4;

    private final float[] mean;
    private final float[] matrix;

    /** @param matrix W [B·B], row by row */
    private HistogramWhitening(float[] mean, float[] matrix) {
        this.mean = mean;
        this.matrix = matrix;
    }

    /** @param reals of one shape, at least two */
    public static HistogramWhitening fit(List<Image> reals) {
        double[][] shares = reals.stream().map(GreyHistogram::of).toArray(double[][]::new);
        int bins = shares[0].length;
        double[] mean = new double[bins];
        for (double[] row : shares) {
            for (int i = 0; i < bins; i++) {
                mean[i] += row[i] / shares.length;
            }
        }
        double[][] covariance = covariance(shares, mean);
        double[] deviation = new double[bins];
        Arrays.setAll(deviation, i -> Math.max(LEAST_DEVIATION, Math.sqrt(covariance[i][i])));
        double[][] correlation = new double[bins][bins];
        for (int i = 0; i < bins; i++) {
            for (int j = 0; j < i; j++) {
                correlation[i][j] = (1 - SHRINKAGE) * covariance[i][j] / deviation[i] / deviation[j];
                correlation[j][i] = correlation[i][j];
            }
            correlation[i][i] = 1;
        }
        double[][] inverse = MatrixUtils.inverse(
                        new CholeskyDecomposition(new Array2DRowRealMatrix(correlation, false)).getL())
                .getData();
        float[] matrix = new float[bins * bins];
        for (int i = 0; i < bins; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i * bins + j] = (float) (inverse[i][j] / deviation[j]);
            }
        }
        return new HistogramWhitening(floats(mean), matrix);
    }

    /** Before anything is known: the shares themselves. */
    public static HistogramWhitening none(int bins) {
        float[] identity = new float[bins * bins];
        for (int i = 0; i < bins; i++) {
            identity[i * bins + i] = 1;
        }
        return new HistogramWhitening(new float[bins], identity);
    }

    /** What {@link #apply} gives for an image of so many channels. */
    public static int size(int channels) {
        return channels * GreyHistogram.BINS + 1;
    }

    /** asinh(w) of every bin, which is linear near 0 and a logarithm far off, then log(1 + |w|²). */
    public float[] apply(Image image) {
        double[] shares = GreyHistogram.of(image);
        float[] values = new float[mean.length + 1];
        float square = 0;
        for (int i = 0; i < mean.length; i++) {
            float whitened = 0;
            for (int j = 0; j < mean.length; j++) {
                whitened += matrix[i * mean.length + j] * ((float) shares[j] - mean[j]);
            }
            values[i] = asinh(whitened);
            square += whitened * whitened;
        }
        values[mean.length] = (float) Math.log1p(square);
        return values;
    }

    /** μ [B]. */
    public float[] mean() {
        return mean.clone();
    }

    /** W [B·B], row by row. */
    public float[] matrix() {
        return matrix.clone();
    }

    /** What {@link #load} reads, by name. */
    public Map<String, float[]> tensors() {
        return Map.of(NAME + "mean", mean(), NAME + "matrix", matrix());
    }

    public static HistogramWhitening load(GanSnapshot snapshot) {
        return new HistogramWhitening(snapshot.tensor(NAME + "mean"), snapshot.tensor(NAME + "matrix"));
    }

    private static float asinh(float value) {
        double size = Math.abs(value);
        return (float) Math.copySign(Math.log(size + Math.sqrt(size * size + 1)), value);
    }

    private static double[][] covariance(double[][] rows, double[] mean) {
        double[][] covariance = new double[mean.length][mean.length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean.length; j++) {
                    covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / rows.length;
                }
            }
        }
        return covariance;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
