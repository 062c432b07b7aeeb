package io.gansieve.gan;

import java.util.SplittableRandom;

/**
 * The subspace in which data vary most, by randomised subspace iteration (Halko, Martinsson and Tropp, "Finding structure with
 * randomness", 2011, algorithm 4.4).
 *
 * @param mean [D]
 * @param basis orthonormal rows [Q][D]
 */
@SuppressWarnings("ArrayRecordComponent") // internal to a fit and its snapshot, never compared
record PrincipalSubspace(float[] mean, float[][] basis) {
    private static final int ITERATIONS = 3;

    /** @param data [N][D]; as many dimensions are found as there are, at most {@code size} */
    static PrincipalSubspace of(float[][] data, int size, SplittableRandom random) {
        int dimensions = data[0].length;
        int found = Math.min(size, Math.min(data.length - 1, dimensions));
        float[] mean = mean(data);
        float[][] basis = new float[found][dimensions];
        for (float[] row : basis) {
            for (int i = 0; i < dimensions; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        PrincipalSubspace subspace = new PrincipalSubspace(mean, orthonormal(basis));
        for (int i = 0; i < ITERATIONS; i++) {
            subspace = subspace.iterated(data);
        }
        return subspace;
    }

    /** Coordinates [Q] of a point. */
    double[] project(float[] point) {
        double[] coordinates = new double[basis.length];
        for (int q = 0; q < basis.length; q++) {
            float sum = 0;
            for (int i = 0; i < mean.length; i++) {
                sum += basis[q][i] * (point[i] - mean[i]);
            }
            coordinates[q] = sum;
        }
        return coordinates;
    }

    /** The point [D] of given coordinates. */
    float[] lift(double[] coordinates) {
        float[] point = mean.clone();
        for (int q = 0; q < basis.length; q++) {
            float coordinate = (float) coordinates[q];
            for (int i = 0; i < point.length; i++) {
                point[i] += coordinate * basis[q][i];
            }
        }
        return point;
    }

    /** The basis times the data's covariance, made orthonormal again. */
    private PrincipalSubspace iterated(float[][] data) {
        float[][] next = new float[basis.length][mean.length];
        for (float[] point : data) {
            double[] coordinates = project(point);
            for (int q = 0; q < next.length; q++) {
                float coordinate = (float) coordinates[q];
                for (int i = 0; i < mean.length; i++) {
                    next[q][i] += coordinate * (point[i] - mean[i]);
                }
            }
        }
        return new PrincipalSubspace(mean, orthonormal(next));
    }

    private static float[] mean(float[][] data) {
        double[] sum = new double[data[0].length];
        for (float[] row : data) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += row[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / data.length);
        }
        return mean;
    }

    /** Gram and Schmidt's, modified; a row without a direction of its own becomes zero. */
    private static float[][] orthonormal(float[][] rows) {
        for (int q = 0; q < rows.length; q++) {
            double before = norm(rows[q]);
            for (int other = 0; other < q; other++) {
                float along = dot(rows[q], rows[other]);
                for (int i = 0; i < rows[q].length; i++) {
                    rows[q][i] -= along * rows[other][i];
                }
            }
            double norm = norm(rows[q]);
            float scale = norm > 1e-5 * before ? (float) (1 / norm) : 0f;
            for (int i = 0; i < rows[q].length; i++) {
                rows[q][i] *= scale;
            }
        }
        return rows;
    }

    private static double norm(float[] row) {
        return Math.sqrt(dot(row, row));
    }

    private static float dot(float[] left, float[] right) {
        float sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
