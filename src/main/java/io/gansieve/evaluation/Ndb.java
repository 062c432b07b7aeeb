package io.gansieve.evaluation;

import java.util.Arrays;

/**
 * How differently reals and generated images fall into the same bins: the number of statistically different bins and the
 * Jensen-Shannon divergence of the two histograms (Richardson and Weiss, "On GANs and GMMs", 2018, section 3). It needs no classes.
 *
 * <p>A bin is different if the two-sided test for two proportions with pooled standard error says so: |z| > 1.96 at level .05, of
 * which chance alone gives five bins in a hundred; or, as in the figures that the authors' program prints, |z| > 3, of which it
 * gives one in four hundred.
 *
 * @param bins that hold anything at all
 * @param different bins at level .05
 * @param differentBeyondThreeSigma bins with |z| > 3
 * @param jensenShannon divergence of the histograms in nats; 0 if they are equal, log 2 if they never meet
 * @param reals that were counted
 * @param generated images that were counted
 */
public record Ndb(
        int bins, int different, int differentBeyondThreeSigma, double jensenShannon, int reals, int generated) {
    /** Two-sided level .05 of the normal distribution. */
    private static final double LEVEL_05 = 1.959964;

    private static final double THREE_SIGMA = 3;

    /** From the number of images in each bin. */
    public static Ndb of(int[] real, int[] generated) {
        int reals = Arrays.stream(real).sum();
        int fakes = Arrays.stream(generated).sum();
        if (real.length != generated.length || reals == 0 || fakes == 0) {
            throw new IllegalArgumentException("expected images in the same bins, found %s and %s"
                    .formatted(Arrays.toString(real), Arrays.toString(generated)));
        }
        int bins = 0;
        int different = 0;
        int beyondThreeSigma = 0;
        double divergence = 0;
        for (int bin = 0; bin < real.length; bin++) {
            double distance = distance(real[bin], reals, generated[bin], fakes);
            bins += real[bin] + generated[bin] > 0 ? 1 : 0;
            different += distance > LEVEL_05 ? 1 : 0;
            beyondThreeSigma += distance > THREE_SIGMA ? 1 : 0;
            divergence += divergence((double) real[bin] / reals, (double) generated[bin] / fakes);
        }
        return new Ndb(bins, different, beyondThreeSigma, divergence, reals, fakes);
    }

    /** |z| of the test for two proportions. */
    private static double distance(int real, int reals, int generated, int fakes) {
        double pooled = (double) (real + generated) / (reals + fakes);
        double error = Math.sqrt(pooled * (1 - pooled) * (1.0 / reals + 1.0 / fakes));
        return error == 0 ? 0 : Math.abs((double) real / reals - (double) generated / fakes) / error;
    }

    /** One bin's part of (KL(p‖m) + KL(q‖m))/2 with m = (p + q)/2. */
    private static double divergence(double p, double q) {
        double mean = (p + q) / 2;
        return (p > 0 ? p * Math.log(p / mean) : 0) / 2 + (q > 0 ? q * Math.log(q / mean) : 0) / 2;
    }
}
