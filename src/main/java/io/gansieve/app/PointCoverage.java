package io.gansieve.app;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.PointMixture;
import java.util.stream.IntStream;

/**
 * How samples in the plane spread over the modes of their data, by the protocol of VEEGAN (Srivastava et al. 2017) and PacGAN (Lin et
 * al. 2018): a sample belongs to its nearest centre, is of high quality within 3σ of it, and only then covers the mode.
 */
public final class PointCoverage {
    /** Of the papers' protocol. */
    public static final int SAMPLES = 2_500;

    private PointCoverage() {}

    /** {@code confidentRatio} is the share of high quality. */
    public static ModeCoverage of(PointMixture mixture, float[] points) {
        return ModeCoverage.of(
                IntStream.range(0, points.length / 2)
                        .mapToObj(i -> answer(mixture, points[2 * i], points[2 * i + 1]))
                        .toList(),
                1,
                mixture.shares());
    }

    private static ModeCoverage.Answer answer(PointMixture mixture, double x, double y) {
        return new ModeCoverage.Answer(mixture.nearest(x, y), mixture.highQuality(x, y) ? 1 : 0);
    }
}
