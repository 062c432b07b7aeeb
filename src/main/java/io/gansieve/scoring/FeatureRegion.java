package io.gansieve.scoring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Where images of one kind lie: a Gaussian over the last of their features, and the squared Mahalanobis distance up to which an
 * image counts as one of them. Safe for any thread.
 */
final class FeatureRegion {
    /** Of the covariance towards a multiple of the identity, against directions that few images vary in. */
    private static final double SHRINKAGE = 0.02;

    private final float[] mean;
    private final float[] whitening;
    private final double limit;

    /**
     * @param mean μ [F]
     * @param whitening the lower triangle of L⁻¹, row by row, with Σ = LLᵀ the covariance
     */
    private FeatureRegion(float[] mean, float[] whitening, double limit) {
        if (whitening.length != mean.length * (mean.length + 1) / 2) {
            throw new IllegalArgumentException("whitening of %d features must have %d numbers: %d"
                    .formatted(mean.length, mean.length * (mean.length + 1) / 2, whitening.length));
        }
        if (!(limit >= 0)) {
            throw new IllegalArgumentException("the limit must be at least 0: " + limit);
        }
        this.mean = mean;
        this.whitening = whitening;
        this.limit = limit;
    }

    /**
     * @param trained features of images that were trained on, more than one
     * @param held features of images that were not, of the same kind; a share of at most {@code unfamiliar} of such images lies
     *     beyond the limit
     */
    static FeatureRegion fit(List<float[]> trained, List<float[]> held, double unfamiliar) {
        double[] mean = mean(trained);
        if (mean.length == 0) {
            return new FeatureRegion(new float[0], new float[0], 0);
        }
        RealMatrix factor =
                new CholeskyDecomposition(new Array2DRowRealMatrix(covariance(trained, mean), false)).getL();
        RealMatrix inverse = MatrixUtils.inverse(factor);
        FeatureRegion open = new FeatureRegion(floats(mean), lowerTriangle(inverse), Double.MAX_VALUE);
        double[] distances = held.stream().mapToDouble(open::distance).toArray();
        return new FeatureRegion(open.mean, open.whitening, quantile(distances, unfamiliar));
    }

    /** (x − μ)ᵀ Σ⁻¹ (x − μ). */
    double distance(float[] features) {
        int skipped = features.length - mean.length;
        if (skipped < 0) {
            throw new IllegalArgumentException(
                    "expected at least %d features, found %d".formatted(mean.length, features.length));
        }
        double sum = 0;
        int at = 0;
        for (int i = 0; i < mean.length; i++) {
            float whitened = 0;
            for (int j = 0; j <= i; j++) {
                whitened += whitening[at++] * (features[skipped + j] - mean[j]);
            }
            sum += whitened * whitened;
        }
        return sum;
    }

    boolean contains(float[] features) {
        return distance(features) <= limit;
    }

    /** Base64 of the limit (64-bit), the number of features (32-bit), means and whitening (32-bit each), little-endian. */
    String text() {
        ByteBuffer bytes = ByteBuffer.allocate(
                        Double.BYTES + Integer.BYTES + Float.BYTES * (mean.length + whitening.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(limit).putInt(mean.length);
        bytes.asFloatBuffer().put(mean).put(whitening);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Reads what {@link #text} wrote; throws {@link IllegalArgumentException} for anything else. */
    static FeatureRegion parse(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < Double.BYTES + Integer.BYTES) {
            throw new IllegalArgumentException("expected at least 12 bytes, found " + bytes.remaining());
        }
        double limit = bytes.getDouble();
        long features = bytes.getInt();
        if (features < 0 || bytes.remaining() != Float.BYTES * (features + features * (features + 1) / 2)) {
            throw new IllegalArgumentException("expected means and whitening of %d features, found %d bytes"
                    .formatted(features, bytes.remaining()));
        }
        float[] mean = new float[(int) features];
        float[] whitening = new float[bytes.remaining() / Float.BYTES - mean.length];
        bytes.asFloatBuffer().get(mean).get(whitening);
        return new FeatureRegion(mean, whitening, limit);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureRegion that
                && limit == that.limit
                && Arrays.equals(mean, that.mean)
                && Arrays.equals(whitening, that.whitening);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(whitening) + Double.hashCode(limit);
    }

    @Override
    public String toString() {
        return "FeatureRegion[%d features, limit %s]".formatted(mean.length, limit);
    }

    /** As {@link Thresholds#fit} takes it; there must be enough values for one. */
    private static double quantile(double[] values, double beyond) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil((sorted.length + 1) * (1 - beyond) - 1e-9);
        return sorted[Math.min(rank, sorted.length) - 1];
    }

    private static double[] mean(List<float[]> rows) {
        double[] mean = new double[rows.get(0).length];
        for (float[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / (double) rows.size();
            }
        }
        return mean;
    }

    private static double[][] covariance(List<float[]> rows, double[] mean) {
        int features = mean.length;
        double[][] covariance = new double[features][features];
        for (float[] row : rows) {
            for (int i = 0; i < features; i++) {
                double scaled = (row[i] - mean[i]) / rows.size();
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += scaled * (row[j] - mean[j]);
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < features; i++) {
            trace += covariance[i][i];
        }
        // A trace of 0 means that all rows are equal: any positive number makes the factor exist.
        double floor = Math.max(SHRINKAGE * trace / features, 1e-9);
        for (int i = 0; i < features; i++) {
            for (int j = 0; j < i; j++) {
                covariance[i][j] *= 1 - SHRINKAGE;
                covariance[j][i] = covariance[i][j];
            }
            covariance[i][i] = (1 - SHRINKAGE) * covariance[i][i] + floor;
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

    private static float[] lowerTriangle(RealMatrix matrix) {
        int size = matrix.getRowDimension();
        float[] triangle = new float[size * (size + 1) / 2];
        int at = 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                triangle[at++] = (float) matrix.getEntry(i, j);
            }
        }
        return triangle;
    }
}
