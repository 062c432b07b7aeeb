package io.gansieve.app;

import io.gansieve.gan.PointMixture;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.Arrays;

/** Square pictures of the plane around a mixture: a critic's probabilities as colours, samples as dots. */
public final class PlanePicture {
    /** Of the half-width of the data: what lies beyond is not shown. */
    private static final double MARGIN = 1.25;

    private static final int BACKGROUND = 0xffffff;
    private static final int UNKNOWN = 0xe4e4e4;
    private static final int DOT = 0x101010;

    /** Blue is generated, red is real (the ends of ColorBrewer's RdBu). */
    private static final int GENERATED = 0x2166ac;

    private static final int REAL = 0xb2182b;

    private final PointMixture mixture;
    private final int side;

    /** @param side pixels along each side */
    public PlanePicture(PointMixture mixture, int side) {
        this.mixture = mixture;
        this.side = side;
    }

    /** The centres of all pixels, row by row from the top left, x and y by turns. */
    float[] pixels() {
        float[] points = new float[2 * side * side];
        for (int i = 0; i < side * side; i++) {
            points[2 * i] = (float) ((2 * (i % side + 0.5) / side - 1) * reach());
            points[2 * i + 1] = (float) ((1 - 2 * (Math.floorDiv(i, side) + 0.5) / side) * reach());
        }
        return points;
    }

    /** Samples alone. */
    public Image samples(float[] points) {
        int[] colours = new int[side * side];
        Arrays.fill(colours, BACKGROUND);
        dot(colours, points);
        return image(colours);
    }

    /**
     * A critic's D over the plane under samples.
     *
     * @param probabilities D at {@link #pixels}; NaN where nobody can say
     */
    Image surface(double[] probabilities, float[] points) {
        int[] colours =
                Arrays.stream(probabilities).mapToInt(PlanePicture::colour).toArray();
        dot(colours, points);
        return image(colours);
    }

    /**
     * The best critic's D* = p_data / (p_data + p_G) at {@link #pixels} (Goodfellow et al. 2014, eq. 2). p_G is a kernel density of
     * samples with the modes' σ as bandwidth; p_data is smoothed alike, which makes its modes √2 as wide. NaN where both are next to
     * nothing.
     */
    double[] optimalCritic(float[] samples) {
        double bandwidth = mixture.sigma();
        double[] generated = kernelDensity(samples, bandwidth);
        PointMixture smoothed =
                new PointMixture(mixture.name(), mixture.centres(), Math.hypot(bandwidth, mixture.sigma()));
        // What a thousandth of a sample would make of it at its own place.
        double least = 1e-3 / (2 * Math.PI * bandwidth * bandwidth * samples.length / 2);
        float[] pixels = pixels();
        double[] critic = new double[side * side];
        for (int i = 0; i < critic.length; i++) {
            double real = smoothed.density(pixels[2 * i], pixels[2 * i + 1]);
            critic[i] = real + generated[i] < least ? Double.NaN : real / (real + generated[i]);
        }
        return critic;
    }

    /** Each sample reaches four bandwidths far. */
    private double[] kernelDensity(float[] samples, double bandwidth) {
        double[] density = new double[side * side];
        double weight = 1 / (samples.length / 2 * 2 * Math.PI * bandwidth * bandwidth);
        int radius = (int) Math.ceil(4 * bandwidth / (2 * reach()) * side);
        float[] pixels = pixels();
        for (int i = 0; i < samples.length; i += 2) {
            int column = column(samples[i]);
            int row = row(samples[i + 1]);
            for (int y = Math.max(0, row - radius); y <= Math.min(side - 1, row + radius); y++) {
                for (int x = Math.max(0, column - radius); x <= Math.min(side - 1, column + radius); x++) {
                    int at = y * side + x;
                    double right = pixels[2 * at] - samples[i];
                    double up = pixels[2 * at + 1] - samples[i + 1];
                    density[at] += weight * Math.exp(-(right * right + up * up) / (2 * bandwidth * bandwidth));
                }
            }
        }
        return density;
    }

    private void dot(int[] colours, float[] points) {
        for (int i = 0; i < points.length; i += 2) {
            int x = column(points[i]);
            int y = row(points[i + 1]);
            if (x >= 0 && x < side && y >= 0 && y < side) {
                colours[y * side + x] = DOT;
            }
        }
    }

    private int column(double x) {
        return (int) Math.floor((x / reach() + 1) / 2 * side);
    }

    private int row(double y) {
        return (int) Math.floor((1 - y / reach()) / 2 * side);
    }

    private double reach() {
        return MARGIN * mixture.scale();
    }

    /** White at ½. */
    private static int colour(double probability) {
        if (Double.isNaN(probability)) {
            return UNKNOWN;
        }
        int end = probability < 0.5 ? GENERATED : REAL;
        double share = Math.abs(2 * probability - 1);
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            colour |= (int) Math.round(255 + share * ((end >> shift & 0xff) - 255)) << shift;
        }
        return colour;
    }

    private Image image(int[] colours) {
        byte[] pixels = new byte[3 * colours.length];
        for (int i = 0; i < colours.length; i++) {
            pixels[3 * i] = (byte) (colours[i] >> 16);
            pixels[3 * i + 1] = (byte) (colours[i] >> 8);
            pixels[3 * i + 2] = (byte) colours[i];
        }
        return Image.of(new ImageShape(side, side, 3), pixels);
    }
}
