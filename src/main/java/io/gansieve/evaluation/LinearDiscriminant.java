package io.gansieve.evaluation;

import java.util.List;

/**
 * A linear score that tells two groups apart: Fisher's discriminant (Fisher, "The use of multiple measurements in taxonomic problems",
 * 1936) with both groups weighted alike, on features divided by their deviation, with a ridge on the covariance (Friedman,
 * "Regularized discriminant analysis", 1989). Deterministic. Immutable.
 */
final class LinearDiscriminant {
    /** In variances of a feature: with 50 images and 80 features the covariance alone has no inverse. */
    private static final double RIDGE = 0.1;

    /** A feature that never varies tells nothing, and must not be divided by nothing. */
    private static final double LEAST_DEVIATION = 1e-9;

    private final double[] weights;
    private final double middle;

    private LinearDiscriminant(double[] weights, double middle) {
        this.weights = weights;
        this.middle = middle;
    }

    /** @param above of features of equal length, whose members shall score above 0; neither list is empty */
    static LinearDiscriminant fit(List<double[]> above, List<double[]> below) {
        double[] meanAbove = mean(above);
        double[] meanBelow = mean(below);
        int features = meanAbove.length;
        double[] deviations = deviations(above, below);
        double[][] covariance = new double[features][features];
        add(covariance, above, meanAbove, deviations);
        add(covariance, below, meanBelow, deviations);
        double[] difference = new double[features];
        for (int i = 0; i < features; i++) {
            covariance[i][i] += RIDGE;
            difference[i] = (meanAbove[i] - meanBelow[i]) / deviations[i];
        }
        double[] weights = Cholesky.solve(covariance, difference);
        double middle = 0;
        for (int i = 0; i < features; i++) {
            weights[i] /= deviations[i];
            middle += weights[i] * (meanAbove[i] + meanBelow[i]) / 2;
        }
        return new LinearDiscriminant(weights, middle);
    }

    double score(double[] features) {
        double sum = -middle;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * features[i];
        }
        return sum;
    }

    private static double[] mean(List<double[]> rows) {
        double[] mean = new double[rows.get(0).length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / rows.size();
            }
        }
        return mean;
    }

    private static double[] deviations(List<double[]> above, List<double[]> below) {
        double[] first = mean(above);
        double[] second = mean(below);
        double share = (double) above.size() / (above.size() + below.size());
        double[] deviations = new double[first.length];
        for (int i = 0; i < deviations.length; i++) {
            double mean = share * first[i] + (1 - share) * second[i];
            int feature = i;
            double sum = above.stream()
                            .mapToDouble(row -> square(row[feature] - mean))
                            .sum()
                    + below.stream()
                            .mapToDouble(row -> square(row[feature] - mean))
                            .sum();
            deviations[i] = Math.sqrt(sum / (above.size() + below.size())) + LEAST_DEVIATION;
        }
        return deviations;
    }

    /** Adds half of a group's covariance, so that a large group does not outweigh a small one. Fills the lower triangle. */
    private static void add(double[][] covariance, List<double[]> rows, double[] mean, double[] deviations) {
        double weight = 0.5 / rows.size();
        double[] centred = new double[mean.length];
        for (double[] row : rows) {
            for (int i = 0; i < centred.length; i++) {
                centred[i] = (row[i] - mean[i]) / deviations[i];
            }
            for (int i = 0; i < centred.length; i++) {
                double scaled = weight * centred[i];
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += scaled * centred[j];
                }
            }
        }
    }

    private static double square(double value) {
        return value * value;
    }
}
