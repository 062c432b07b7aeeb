package io.gansieve.app;

import io.gansieve.gan.GaussianMixture;
import io.gansieve.gan.PointMixture;
import io.gansieve.image.Image;
import io.gansieve.image.ImageGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Maximum likelihood beside the game: expectation maximisation on points of the same data. As E log p_model = −H(p_data) −
 * KL(p_data‖p_model), the likelihood's maximum is the divergence's minimum, which the steps show.
 *
 * @param png the best critic of data against model after each of {@link #SHOWN} steps: white where both agree
 */
@SuppressWarnings("ArrayRecordComponent") // made once and written, never compared
public record MixtureFit(List<Step> steps, byte[] png) {
    private static final int POINTS = 2_500;
    private static final int FRESH_POINTS = 10_000;
    private static final int STEPS = 24;
    private static final List<Integer> SHOWN = List.of(0, 1, 2, 4, 8, STEPS);

    /** Next to nothing beside the modes' own variance; EM with a larger one seeks another maximum. */
    private static final double FLOOR = 1e-6;

    public MixtureFit {
        steps = List.copyOf(steps);
    }

    /**
     * After a step.
     *
     * @param logLikelihood mean over the points that the mixture is fitted to, in nats
     * @param divergence KL(p_data‖p_model) in nats, on fresh points, of which log p_data is known
     */
    public record Step(int step, double logLikelihood, double divergence) {}

    /** With as many components as the data has modes. */
    public static MixtureFit of(PointMixture data, long seed, int side) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] points = rows(data.sample(POINTS, random));
        double[][] fresh = rows(data.sample(FRESH_POINTS, random));
        double entropy = -mean(data, fresh);
        long start = random.nextLong();
        PlanePicture picture = new PlanePicture(data, side);
        List<Step> steps = new ArrayList<>();
        List<Image> images = new ArrayList<>();
        for (int step = 0; step <= STEPS; step++) {
            // The same start and fewer steps: what a longer fit was on its way.
            GaussianMixture mixture =
                    GaussianMixture.fit(points, data.centres().size(), step, FLOOR, new SplittableRandom(start));
            steps.add(new Step(step, mixture.logLikelihood(points), -entropy - mixture.logLikelihood(fresh)));
            if (SHOWN.contains(step)) {
                images.add(picture.surface(critic(data, mixture, picture.pixels()), new float[0]));
            }
        }
        return new MixtureFit(steps, ImageGrid.png(images, SHOWN.size() / 2));
    }

    /** p_data / (p_data + p_model); NaN where both are next to nothing. */
    private static double[] critic(PointMixture data, GaussianMixture mixture, float[] pixels) {
        double[] critic = new double[pixels.length / 2];
        double least = 1e-6
                * data.density(data.centres().get(0).x(), data.centres().get(0).y());
        for (int i = 0; i < critic.length; i++) {
            double real = data.density(pixels[2 * i], pixels[2 * i + 1]);
            double model = Math.exp(mixture.logLikelihood(new double[][] {{pixels[2 * i], pixels[2 * i + 1]}}));
            critic[i] = real + model < least ? Double.NaN : real / (real + model);
        }
        return critic;
    }

    /** Of log p_data. */
    private static double mean(PointMixture data, double[][] points) {
        double sum = 0;
        for (double[] point : points) {
            sum += Math.log(data.density(point[0], point[1]));
        }
        return sum / points.length;
    }

    private static double[][] rows(float[] points) {
        double[][] rows = new double[points.length / 2][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {points[2 * i], points[2 * i + 1]};
        }
        return rows;
    }
}
