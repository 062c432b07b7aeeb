package io.gansieve.gan;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * What the generator's latents are drawn from: N(0, 1), or K Gaussians of width 1 around fixed means of length 3, each
 * as likely (Gurumurthy et al., "DeLiGAN", 2017, with means that are not learned). A mixture is a function of normal numbers: the first
 * of a vector says which component, by its quantile, and becomes 0 before the mean is added. So whoever samples draws normal
 * numbers, whatever the prior.
 *
 * @param components K; 1 for N(0, 1)
 */
public record LatentPrior(int components) {
    public static final LatentPrior NORMAL = new LatentPrior(1);

    private static final double RADIUS = 3;
    private static final int MAX_COMPONENTS = 1000;
    private static final Pattern MIXTURE = Pattern.compile("mixture\\((\\d{1,4})\\)");

    public LatentPrior {
        if (components < 1 || components > MAX_COMPONENTS) {
            throw new IllegalArgumentException(
                    "latent components must be from 1 to %d: %d".formatted(MAX_COMPONENTS, components));
        }
    }

    /** Reads {@code normal} and {@code mixture(K)}. */
    public static LatentPrior parse(String text) {
        Matcher mixture = MIXTURE.matcher(text);
        if (mixture.matches()) {
            return new LatentPrior(Integer.parseInt(mixture.group(1)));
        }
        if (!text.equals("normal")) {
            throw new IllegalArgumentException("must be normal or mixture(K)");
        }
        return NORMAL;
    }

    /** Where the first number's quantile passes from one component to the next, [K−1]. */
    public float[] thresholds() {
        NormalDistribution normal = new NormalDistribution(0, 1);
        float[] thresholds = new float[components - 1];
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = (float) normal.inverseCumulativeProbability((i + 1.0) / components);
        }
        return thresholds;
    }

    /** [K][size]; the same for every use. */
    public float[][] means(int size) {
        SplittableRandom random = new SplittableRandom(components);
        float[][] means = new float[components][size];
        for (float[] mean : means) {
            double[] direction = new double[size];
            Arrays.setAll(direction, i -> random.nextGaussian());
            double length = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
            for (int i = 0; i < size; i++) {
                mean[i] = (float) (RADIUS * direction[i] / length);
            }
        }
        return means;
    }
}
