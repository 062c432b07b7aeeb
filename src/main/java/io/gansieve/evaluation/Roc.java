package io.gansieve.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The receiver operating characteristic: what share of the generated images a threshold finds, and what share of the reals it costs. */
public final class Roc {
    private Roc() {}

    /** Shares of reals and of generated images at or above one threshold. */
    public record Point(double falsePositiveRate, double truePositiveRate) {}

    /**
     * The curve from (0, 0) to (1, 1), corner by corner; equal scores of both kinds make a slope.
     *
     * @param steps about so many points are kept; a bend between two of them is cut
     */
    public static List<Point> curve(Scores scores, int steps) {
        double[] real = scores.real();
        double[] generated = scores.generated();
        Arrays.sort(real);
        Arrays.sort(generated);
        List<Point> points = new ArrayList<>();
        points.add(new Point(0, 0));
        int reals = real.length;
        int fakes = generated.length;
        while (reals > 0 || fakes > 0) {
            double threshold = Math.max(
                    reals > 0 ? real[reals - 1] : Double.NEGATIVE_INFINITY,
                    fakes > 0 ? generated[fakes - 1] : Double.NEGATIVE_INFINITY);
            while (reals > 0 && real[reals - 1] >= threshold) {
                reals--;
            }
            while (fakes > 0 && generated[fakes - 1] >= threshold) {
                fakes--;
            }
            Point point = new Point(1 - (double) reals / real.length, 1 - (double) fakes / generated.length);
            Point last = points.get(points.size() - 1);
            boolean end = reals == 0 && fakes == 0;
            double moved = point.falsePositiveRate()
                    - last.falsePositiveRate()
                    + point.truePositiveRate()
                    - last.truePositiveRate();
            if (end || moved >= 2.0 / steps) {
                points.add(point);
            }
        }
        return List.copyOf(points);
    }
}
