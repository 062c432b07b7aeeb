package io.gansieve.evaluation;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * The squared Fréchet distance of the normal distributions that have two samples' means and covariances: ‖m − m′‖² + tr(C + C′ −
 * 2·(C·C′)^½) (Dowson and Landau 1982; Heusel et al., "GANs trained by a two time-scale update rule", 2017, eq. 6). It is only as
 * good as the features that the samples are made of, and no figure on one network's features stands beside one on another's.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /** @param left at least two vectors, as {@code right}, all of one length */
    public static double squared(List<float[]> left, List<float[]> right) {
        Moments first = Moments.of(left);
        Moments second = Moments.of(right);
        double means = first.mean().getDistance(second.mean());
        // C·C′ is not symmetric, but similar to √C·C′·√C, which is: the roots of their eigenvalues are the same.
        RealMatrix root = squareRoot(first.covariance());
        RealMatrix product = root.multiply(second.covariance()).multiply(root);
        double cross = 0;
        for (double eigenvalue : new EigenDecomposition(symmetric(product)).getRealEigenvalues()) {
            cross += Math.sqrt(Math.max(0, eigenvalue));
        }
        double distance = means * means
                + first.covariance().getTrace()
                + second.covariance().getTrace()
                - 2 * cross;
        return Math.max(0, distance);
    }

    private record Moments(RealVector mean, RealMatrix covariance) {
        static Moments of(List<float[]> sample) {
            if (sample.size() < 2) {
                throw new IllegalArgumentException("a covariance needs at least 2 vectors: " + sample.size());
            }
            int length = sample.get(0).length;
            double[] mean = new double[length];
            for (float[] vector : sample) {
                for (int i = 0; i < length; i++) {
                    mean[i] += vector[i] / (double) sample.size();
                }
            }
            double[][] covariance = new double[length][length];
            double[] centred = new double[length];
            for (float[] vector : sample) {
                for (int i = 0; i < length; i++) {
                    centred[i] = vector[i] - mean[i];
                }
                for (int i = 0; i < length; i++) {
                    double value = centred[i] / (sample.size() - 1);
                    double[] row = covariance[i];
                    for (int j = 0; j < length; j++) {
                        row[j] += value * centred[j];
                    }
                }
            }
            return new Moments(
                    new ArrayRealVector(mean, false), symmetric(new Array2DRowRealMatrix(covariance, false)));
        }
    }

    private static RealMatrix squareRoot(RealMatrix covariance) {
        EigenDecomposition decomposition = new EigenDecomposition(covariance);
        double[] roots = decomposition.getRealEigenvalues();
        for (int i = 0; i < roots.length; i++) {
            roots[i] = Math.sqrt(Math.max(0, roots[i]));
        }
        RealMatrix vectors = decomposition.getV();
        return vectors.multiply(MatrixUtils.createRealDiagonalMatrix(roots)).multiply(vectors.transpose());
    }

    /** Rounding leaves a product a little askew, and the decomposition of an askew matrix is another algorithm. */
    private static RealMatrix symmetric(RealMatrix matrix) {
        return matrix.add(matrix.transpose()).scalarMultiply(0.5);
    }
}
