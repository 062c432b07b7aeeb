package io.gansieve.scoring;

import java.util.Arrays;

/**
 * Fits a {@link Calibration}: Newton's method with backtracking on the cross-entropy with smoothed targets (Lin, Lin and Weng, "A
 * note on Platt's probabilistic outputs for support vector machines", 2007, algorithm 1), each class weighted to its prior.
 * Targets (n₊+1)/(n₊+2) and 1/(n₋+2) keep the optimum finite where the classes are separable (Platt, 1999, section 2.2).
 */
final class PlattScaling {
    private static final int MAX_STEPS = 100;
    private static final int MAX_HALVINGS = 40;
    private static final double RIDGE = 1e-12;
    private static final double GRADIENT_TOLERANCE = 1e-10;

    private final double[] x;
    private final double[] target;
    private final double[] weight;

    private PlattScaling(double[] x, double[] target, double[] weight) {
        this.x = x;
        this.target = target;
        this.weight = weight;
    }

    static Calibration fit(double[] logits, boolean[] generated, double prior) {
        int positives = check(logits, generated);
        int negatives = logits.length - positives;
        double mean = Arrays.stream(logits).average().orElse(0);
        double scale = Math.sqrt(Arrays.stream(logits)
                .map(z -> (z - mean) * (z - mean))
                .average()
                .orElse(0));
        double[] target = new double[logits.length];
        double[] weight = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            target[i] = generated[i] ? (positives + 1.0) / (positives + 2.0) : 1.0 / (negatives + 2.0);
            weight[i] = generated[i] ? prior / positives : (1 - prior) / negatives;
        }
        Calibration constant = new Calibration(0, Math.log(prior / (1 - prior)), prior);
        if (!(scale > 0) || !Double.isFinite(scale)) {
            return constant;
        }
        // Newton's steps are taken on standardised logits: their size then does not matter.
        double[] standardised =
                Arrays.stream(logits).map(z -> (z - mean) / scale).toArray();
        double[] line = new PlattScaling(standardised, target, weight).newton(constant.intercept());
        double slope = line[0] / scale;
        return slope > 0 ? new Calibration(slope, line[1] - slope * mean, prior) : constant;
    }

    private static int check(double[] logits, boolean[] generated) {
        if (logits.length != generated.length) {
            throw new IllegalArgumentException(
                    "as many labels as logits are needed: %d and %d".formatted(generated.length, logits.length));
        }
        int positives = 0;
        for (int i = 0; i < logits.length; i++) {
            if (!Double.isFinite(logits[i])) {
                throw new IllegalArgumentException("logits must be finite: " + logits[i]);
            }
            positives += generated[i] ? 1 : 0;
        }
        if (positives == 0 || positives == logits.length) {
            throw new IllegalArgumentException(
                    "calibration needs both classes: %d generated of %d images".formatted(positives, logits.length));
        }
        return positives;
    }

    /** Slope and intercept. */
    private double[] newton(double intercept) {
        double[] line = {0, intercept};
        double loss = loss(line[0], line[1]);
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] direction = direction(line);
            double descent = direction[2];
            if (descent < GRADIENT_TOLERANCE * GRADIENT_TOLERANCE) {
                return line;
            }
            double length = 1;
            int halvings = 0;
            double next = loss(line[0] + direction[0], line[1] + direction[1]);
            while (next > loss - 1e-4 * length * descent && halvings++ < MAX_HALVINGS) {
                length /= 2;
                next = loss(line[0] + length * direction[0], line[1] + length * direction[1]);
            }
            if (!(next < loss)) {
                return line;
            }
            line = new double[] {line[0] + length * direction[0], line[1] + length * direction[1]};
            loss = next;
        }
        return line;
    }

    /** Newton's direction −H⁻¹g and its descent gᵀH⁻¹g, which also measures how far the optimum is. */
    private double[] direction(double[] line) {
        double slopeGradient = 0;
        double interceptGradient = 0;
        double curvatureSlope = RIDGE;
        double curvatureMixed = 0;
        double curvatureIntercept = RIDGE;
        for (int i = 0; i < x.length; i++) {
            double p = 1 / (1 + Math.exp(-(line[0] * x[i] + line[1])));
            double error = weight[i] * (p - target[i]);
            double curvature = weight[i] * p * (1 - p);
            slopeGradient += error * x[i];
            interceptGradient += error;
            curvatureSlope += curvature * x[i] * x[i];
            curvatureMixed += curvature * x[i];
            curvatureIntercept += curvature;
        }
        double determinant = curvatureSlope * curvatureIntercept - curvatureMixed * curvatureMixed;
        double slope = (curvatureMixed * interceptGradient - curvatureIntercept * slopeGradient) / determinant;
        double intercept = (curvatureMixed * slopeGradient - curvatureSlope * interceptGradient) / determinant;
        return new double[] {slope, intercept, -(slope * slopeGradient + intercept * interceptGradient)};
    }

    /** Weighted cross-entropy; log(1 + e^−|z|) cannot overflow. */
    private double loss(double slope, double intercept) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double z = slope * x[i] + intercept;
            sum += weight[i] * (Math.max(z, 0) - target[i] * z + Math.log1p(Math.exp(-Math.abs(z))));
        }
        return sum;
    }
}
