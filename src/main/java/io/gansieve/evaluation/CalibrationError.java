package io.gansieve.evaluation;

/**
 * The expected calibration error: mean distance between what a model says and what is so, over {@value #BINS} bins of equal width in
 * the probability, each weighted by its share of the images (Naeini et al., 2015; Guo et al., "On calibration of modern neural
 * networks", 2017). The probability is of the positive class, and images are weighted so that the share of generated ones is the
 * prior that the probability is stated for, whatever it is in the sample.
 */
public final class CalibrationError {
    private static final int BINS = 15;

    private CalibrationError() {}

    /** @param probabilities that an image is generated, in [0, 1] */
    public static double ece(Scores probabilities, double prior) {
        double[] real = probabilities.real();
        double[] generated = probabilities.generated();
        return ece(real, generated, prior, Resample.identity(real.length, generated.length));
    }

    static double ece(double[] real, double[] generated, double prior, Resample weights) {
        double[] said = new double[BINS];
        double[] so = new double[BINS];
        for (int i = 0; i < real.length; i++) {
            said[bin(real[i])] += weights.real(i) * (1 - prior) / real.length * real[i];
        }
        for (int i = 0; i < generated.length; i++) {
            double weight = weights.generated(i) * prior / generated.length;
            said[bin(generated[i])] += weight * generated[i];
            so[bin(generated[i])] += weight;
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(said[bin] - so[bin]);
        }
        return error;
    }

    private static int bin(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability must be between 0 and 1: " + probability);
        }
        return Math.min((int) (probability * BINS), BINS - 1);
    }
}
