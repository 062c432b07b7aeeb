package io.gansieve.evaluation;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * How far a vector lies from those of a sample: √((x − m)ᵀ Σ⁻¹ (x − m)) with the sample's mean m and the covariance Σ shrunk towards
 * the identity times its mean variance, by the share that Ledoit and Wolf derive ("A well-conditioned estimator for
 * large-dimensional covariance matrices", Journal of Multivariate Analysis 88, 2004, section 3.2). Safe for any thread.
 */
public final class Mahalanobis {
    /** Added to every variance, so that a direction in which the sample never varies (shares add up to 1) has a finite inverse. */
    private static final double FLOOR = 1e-9;

    private final double[] mean;
    /** Lower triangle L of Σ = L·Lᵀ. */
    private final double[][] factor;

    private Mahalanobis(double[] mean, double[][] factor) {
        this.mean = mean;
        this.factor = factor;
    }

    /** @param sample at least two vectors of the same length */
    public static Mahalanobis fit(List<double[]> sample) {
        if (sample.size() < 2) {
            throw new IllegalArgumentException("a covariance needs at least 2 vectors: " + sample.size());
        }
        double[] mean = new double[sample.get(0).length];
        for (double[] vector : sample) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i] / sample.size();
            }
        }
        List<double[]> centred =
                sample.stream().map(vector -> difference(vector, mean)).toList();
        double[][] covariance = shrunk(covariance(centred), centred);
        for (int i = 0; i < mean.length; i++) {
            covariance[i][i] += FLOOR;
        }
        // The covariance is symmetric to the bit, and the floor makes it positive definite.
        RealMatrix matrix = new Array2DRowRealMatrix(covariance, false);
        return new Mahalanobis(
                mean, new CholeskyDecomposition(matrix, 0, 0).getL().getData());
    }

    public double distance(double[] vector) {
        double[] solved = difference(vector, mean);
        double sum = 0;
        for (int i = 0; i < solved.length; i++) {
            for (int j = 0; j < i; j++) {
                solved[i] -= factor[i][j] * solved[j];
            }
            solved[i] /= factor[i][i];
            sum += solved[i] * solved[i];
        }
        return Math.sqrt(sum);
    }

    private static double[] difference(double[] vector, double[] mean) {
        if (vector.length != mean.length) {
            throw new IllegalArgumentException("expected %d values, found %d".formatted(mean.length, vector.length));
        }
        double[] difference = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            difference[i] = vector[i] - mean[i];
        }
        return difference;
    }

    private static double[][] covariance(List<double[]> centred) {
        int size = centred.get(0).length;
        double[][] covariance = new double[size][size];
        for (double[] vector : centred) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    covariance[i][j] += vector[i] * vector[j] / centred.size();
                }
            }
        }
        return covariance;
    }

    /** (1 − λ)·S + λ·μ·I, where μ is the mean variance and λ = min(1, b̄²/d²) in the paper's notation. */
    private static double[][] shrunk(double[][] covariance, List<double[]> centred) {
        int size = covariance.length;
        double mean = 0;
        for (int i = 0; i < size; i++) {
            mean += covariance[i][i] / size;
        }
        double share = shrinkage(covariance, mean, centred);
        double[][] shrunk = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                shrunk[i][j] = (1 - share) * covariance[i][j] + (i == j ? share * mean : 0);
            }
        }
        return shrunk;
    }

    /** d² = ‖S − μI‖², b̄² = Σₖ ‖xₖxₖᵀ − S‖² / n² = (Σₖ ‖xₖ‖⁴ / n − ‖S‖²) / n. */
    private static double shrinkage(double[][] covariance, double mean, List<double[]> centred) {
        double norm = 0;
        double distance = 0;
        for (int i = 0; i < covariance.length; i++) {
            for (int j = 0; j < covariance.length; j++) {
                norm += covariance[i][j] * covariance[i][j];
                double difference = covariance[i][j] - (i == j ? mean : 0);
                distance += difference * difference;
            }
        }
        double fourth = 0;
        for (double[] vector : centred) {
            double square = 0;
            for (double value : vector) {
                square += value * value;
            }
            fourth += square * square / centred.size();
        }
        double error = Math.max(0, (fourth - norm) / centred.size());
        return error >= distance ? 1 : error / distance;
    }
}
