package io.gansieve.evaluation;

import java.util.List;
import java.util.stream.IntStream;

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

    /**
     * Images of about the same probability.
     *
     * @param said their mean probability; NaN in an empty bin, as is {@code so}
     * @param so the share of them that is generated
     * @param share of all images
     */
    public record Bin(double said, double so, double share) {}

    /** What the error is made of, from low probabilities to high ones; weighted as there. */
    public static List<Bin> bins(Scores probabilities, double prior) {
        double[] real = probabilities.real();
        double[] generated = probabilities.generated();
        Sums sums = Sums.of(real, generated, prior, Resample.identity(real.length, generated.length));
        return IntStream.range(0, BINS)
                .mapToObj(bin -> new Bin(sums.said[bin] / sums.all[bin], sums.so[bin] / sums.all[bin], sums.all[bin]))
                .toList();
    }

    static double ece(double[] real, double[] generated, double prior, Resample weights) {
        Sums sums = Sums.of(real, generated, prior, weights);
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(sums.said[bin] - sums.so[bin]);
        }
        return error;
    }

    /** By bin: probabilities, generated images, and all images, in weights. */
    private static final class Sums {
        private final double[] said = new double[BINS];
        private final double[] so = new double[BINS];
        private final double[] all = new double[BINS];

        static Sums of(double[] real, double[] generated, double prior, Resample weights) {
            Sums sums = new Sums();
            for (int i = 0; i < real.length; i++) {
                sums.add(real[i], weights.real(i) * (1 - prior) / real.length);
            }
            for (int i = 0; i < generated.length; i++) {
                double weight = weights.generated(i) * prior / generated.length;
                sums.add(generated[i], weight);
                sums.so[bin(generated[i])] += weight;
            }
            return sums;
        }

        private void add(double probability, double weight) {
            said[bin(probability)] += weight * probability;
            all[bin(probability)] += weight;
        }
    }

    private static int bin(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability must be between 0 and 1: " + probability);
        }
        return Math.min((int) (probability * BINS), BINS - 1);
    }
}
