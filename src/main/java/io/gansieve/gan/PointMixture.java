package io.gansieve.gan;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * An equal mixture of round Gaussians in the plane: the data of the field's mode coverage tests, whose density, modes and optimal
 * critic are known.
 *
 * @param centres of the modes
 * @param sigma standard deviation of each mode, the same in both directions
 */
public record PointMixture(String name, List<Point> centres, double sigma) {
    /** A sample counts as good within so many σ of a centre (Srivastava et al., "VEEGAN", 2017, section 4.1). */
    private static final double HIGH_QUALITY_SIGMAS = 3;

    public PointMixture {
        centres = List.copyOf(centres);
    }

    public record Point(double x, double y) {}

    /** Eight modes on the unit circle, σ = .01 (as in VEEGAN and PacGAN). */
    public static PointMixture ring8() {
        List<Point> centres = IntStream.range(0, 8)
                .mapToObj(i -> new Point(Math.cos(Math.PI * i / 4), Math.sin(Math.PI * i / 4)))
                .toList();
        return new PointMixture("ring8", centres, 0.01);
    }

    /** Modes at {−4, −2, 0, 2, 4}², σ = .05 (as in VEEGAN and PacGAN). */
    public static PointMixture grid25() {
        List<Point> centres = IntStream.range(0, 25)
                .mapToObj(i -> new Point(2 * (i % 5) - 4.0, 2 * (i / 5) - 4.0))
                .toList();
        return new PointMixture("grid25", centres, 0.05);
    }

    /** Reads {@code ring8} or {@code grid25}. */
    public static PointMixture parse(String text) {
        return List.of(ring8(), grid25()).stream()
                .filter(mixture -> mixture.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be ring8 or grid25"));
    }

    /** The largest coordinate of a centre: points divided by it are of size 1. */
    public double scale() {
        return centres.stream()
                .mapToDouble(centre -> Math.max(Math.abs(centre.x()), Math.abs(centre.y())))
                .max()
                .orElseThrow();
    }

    /** {@code count} points, x and y by turns. */
    public float[] sample(int count, SplittableRandom random) {
        float[] points = new float[2 * count];
        for (int i = 0; i < count; i++) {
            Point centre = centres.get(random.nextInt(centres.size()));
            points[2 * i] = (float) (centre.x() + sigma * random.nextGaussian());
            points[2 * i + 1] = (float) (centre.y() + sigma * random.nextGaussian());
        }
        return points;
    }

    /** p(x, y). */
    public double density(double x, double y) {
        double sum = 0;
        for (Point centre : centres) {
            sum += Math.exp(-squaredDistance(centre, x, y) / (2 * sigma * sigma));
        }
        return sum / (centres.size() * 2 * Math.PI * sigma * sigma);
    }

    /** Index of the nearest centre. */
    public int nearest(double x, double y) {
        int nearest = 0;
        for (int i = 1; i < centres.size(); i++) {
            if (squaredDistance(centres.get(i), x, y) < squaredDistance(centres.get(nearest), x, y)) {
                nearest = i;
            }
        }
        return nearest;
    }

    /** Whether a point lies within 3σ of its nearest centre. */
    public boolean highQuality(double x, double y) {
        double reach = HIGH_QUALITY_SIGMAS * sigma;
        return squaredDistance(centres.get(nearest(x, y)), x, y) <= reach * reach;
    }

    /** Each mode's share of the data. */
    public List<Double> shares() {
        Double[] shares = new Double[centres.size()];
        Arrays.fill(shares, 1.0 / centres.size());
        return List.of(shares);
    }

    private static double squaredDistance(Point centre, double x, double y) {
        return (x - centre.x()) * (x - centre.x()) + (y - centre.y()) * (y - centre.y());
    }
}
