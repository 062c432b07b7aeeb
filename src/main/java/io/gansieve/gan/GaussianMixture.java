package io.gansieve.gan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.util.MathArrays;

/**
 * A mixture of Gaussians with full covariances, p(x) = Σₖ πₖ N(x; μₖ, Σₖ), fitted by expectation maximisation (Dempster, Laird
 * and Rubin 1977; Bishop, "Pattern Recognition and Machine Learning", 9.2.2). Immutable; safe for any thread.
 *
 * @param weights πₖ [K], summing to 1
 * @param means μₖ [K][D]
 * @param factors lower triangular Lₖ [K][D·D], row by row, with Σₖ = LₖLₖᵀ
 * @param logLikelihoods mean log-likelihood of the data in nats before each step of the fit and after the last; never falling
 *     but for the floor under the covariances
 */
@SuppressWarnings("ArrayRecordComponent") // internal to a fit and its snapshot, never compared
public record GaussianMixture(double[] weights, double[][] means, double[][] factors, List<Double> logLikelihoods) {
    /** Added to every variance, relative to the data's mean variance, so that a component of few points keeps its volume. */
    private static final double FLOOR = 1e-3;

    public GaussianMixture {
        logLikelihoods = List.copyOf(logLikelihoods);
    }

    /** @param data [N][D], more rows than components */
    public static GaussianMixture fit(double[][] data, int components, int steps, SplittableRandom random) {
        return fit(data, components, steps, FLOOR, random);
    }

    /** @param relativeFloor added to every variance, relative to the data's mean variance */
    public static GaussianMixture fit(
            double[][] data, int components, int steps, double relativeFloor, SplittableRandom random) {
        if (data.length <= components) {
            throw new IllegalArgumentException(
                    "a mixture of %d components needs more rows, found %d".formatted(components, data.length));
        }
        double floor = relativeFloor * meanVariance(data);
        double[][] responsibilities = nearest(data, rows(data, components, random));
        List<Double> logLikelihoods = new ArrayList<>();
        GaussianMixture mixture = maximise(data, responsibilities, floor, logLikelihoods);
        for (int step = 0; step < steps; step++) {
            logLikelihoods.add(mixture.expect(data, responsibilities));
            mixture = maximise(data, responsibilities, floor, logLikelihoods);
        }
        logLikelihoods.add(mixture.expect(data, responsibilities));
        return new GaussianMixture(mixture.weights, mixture.means, mixture.factors, logLikelihoods);
    }

    /** Mean of log p over the rows of {@code data} [N][D], in nats. */
    public double logLikelihood(double[][] data) {
        return expect(data, new double[data.length][weights.length]);
    }

    /** A point drawn from the mixture, [D]. */
    public double[] sample(SplittableRandom random) {
        int component = pick(random.nextDouble());
        int dimensions = means[component].length;
        double[] normal = new double[dimensions];
        Arrays.setAll(normal, i -> random.nextGaussian());
        double[] point = means[component].clone();
        double[] factor = factors[component];
        for (int i = 0; i < dimensions; i++) {
            for (int j = 0; j <= i; j++) {
                point[i] += factor[i * dimensions + j] * normal[j];
            }
        }
        return point;
    }

    private int pick(double uniform) {
        double rest = uniform;
        for (int k = 0; k < weights.length - 1; k++) {
            rest -= weights[k];
            if (rest < 0) {
                return k;
            }
        }
        return weights.length - 1;
    }

    /** Writes p(k | xₙ) and returns the mean log-likelihood in nats. */
    private double expect(double[][] data, double[][] responsibilities) {
        double sum = 0;
        double[] solved = new double[means[0].length];
        for (int n = 0; n < data.length; n++) {
            double[] logs = responsibilities[n];
            for (int k = 0; k < weights.length; k++) {
                logs[k] = Math.log(weights[k]) + logDensity(k, data[n], solved);
            }
            double largest = Arrays.stream(logs).max().orElseThrow();
            double total = 0;
            for (int k = 0; k < logs.length; k++) {
                logs[k] = Math.exp(logs[k] - largest);
                total += logs[k];
            }
            for (int k = 0; k < logs.length; k++) {
                logs[k] /= total;
            }
            sum += largest + Math.log(total);
        }
        return sum / data.length;
    }

    /** log N(x; μₖ, Σₖ) by forward substitution in Lₖ. */
    private double logDensity(int component, double[] point, double[] solved) {
        double[] factor = factors[component];
        int dimensions = point.length;
        double value = -0.5 * dimensions * Math.log(2 * Math.PI);
        for (int i = 0; i < dimensions; i++) {
            double rest = point[i] - means[component][i];
            for (int j = 0; j < i; j++) {
                rest -= factor[i * dimensions + j] * solved[j];
            }
            double diagonal = factor[i * dimensions + i];
            solved[i] = rest / diagonal;
            value -= 0.5 * solved[i] * solved[i] + Math.log(diagonal);
        }
        return value;
    }

    private static GaussianMixture maximise(
            double[][] data, double[][] responsibilities, double floor, List<Double> logLikelihoods) {
        int components = responsibilities[0].length;
        double[] weights = new double[components];
        double[][] means = new double[components][];
        double[][] factors = new double[components][];
        for (int k = 0; k < components; k++) {
            double[] shares = share(responsibilities, k);
            double total = Math.max(Arrays.stream(shares).sum(), 1e-9);
            weights[k] = total;
            means[k] = mean(data, shares, total);
            factors[k] = factor(covariance(data, shares, means[k], total, floor));
        }
        double all = Arrays.stream(weights).sum();
        Arrays.setAll(weights, k -> weights[k] / all);
        return new GaussianMixture(weights, means, factors, logLikelihoods);
    }

    private static double[] share(double[][] responsibilities, int component) {
        return Arrays.stream(responsibilities)
                .mapToDouble(row -> row[component])
                .toArray();
    }

    private static double[] mean(double[][] data, double[] shares, double total) {
        double[] mean = new double[data[0].length];
        for (int n = 0; n < data.length; n++) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += shares[n] / total * data[n][i];
            }
        }
        return mean;
    }

    /** Lₖ row by row. */
    private static double[] factor(double[][] covariance) {
        double[][] lower = new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false))
                .getL()
                .getData();
        return Arrays.stream(lower).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[][] covariance(double[][] data, double[] shares, double[] mean, double total, double floor) {
        int dimensions = mean.length;
        double[][] covariance = new double[dimensions][dimensions];
        double[] centred = new double[dimensions];
        for (int n = 0; n < data.length; n++) {
            double share = shares[n] / total;
            if (share < 1e-12) {
                continue;
            }
            for (int i = 0; i < dimensions; i++) {
                centred[i] = data[n][i] - mean[i];
            }
            for (int i = 0; i < dimensions; i++) {
                double scaled = share * centred[i];
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += scaled * centred[j];
                }
            }
        }
        for (int i = 0; i < dimensions; i++) {
            covariance[i][i] += floor;
            for (int j = 0; j < i; j++) {
                covariance[j][i] = covariance[i][j];
            }
        }
        return covariance;
    }

    /** Different rows of the data, drawn at random. */
    private static double[][] rows(double[][] data, int count, SplittableRandom random) {
        List<double[]> rows = new ArrayList<>(Arrays.asList(data));
        Collections.shuffle(rows, new Random(random.nextLong()));
        return rows.subList(0, count).toArray(double[][]::new);
    }

    /** All of a point's responsibility to the nearest seed. */
    private static double[][] nearest(double[][] data, double[][] seeds) {
        double[][] responsibilities = new double[data.length][seeds.length];
        for (int n = 0; n < data.length; n++) {
            int nearest = 0;
            for (int k = 1; k < seeds.length; k++) {
                if (MathArrays.distance(data[n], seeds[k]) < MathArrays.distance(data[n], seeds[nearest])) {
                    nearest = k;
                }
            }
            responsibilities[n][nearest] = 1;
        }
        return responsibilities;
    }

    private static double meanVariance(double[][] data) {
        double[] equal = new double[data.length];
        Arrays.fill(equal, 1);
        double[] mean = mean(data, equal, data.length);
        double sum = 0;
        for (double[] row : data) {
            for (int i = 0; i < mean.length; i++) {
                sum += (row[i] - mean[i]) * (row[i] - mean[i]);
            }
        }
        // Rows that are all equal still need a volume.
        return Math.max(sum / data.length / mean.length, 1e-6);
    }
}
