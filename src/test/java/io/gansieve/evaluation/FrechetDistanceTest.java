package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
    @Test
    void agreesWithTheClosedFormOfTwoGaussians() {
        // Independent values: ‖m − m′‖² + Σ(σ − σ′)² = 3² + (2 − 1)² + (1 − .5)²
        List<float[]> left = gaussians(20_000, new double[] {0, 0}, new double[] {2, 1}, 1);
        List<float[]> right = gaussians(20_000, new double[] {3, 0}, new double[] {1, 0.5}, 2);
        // Standard error of a mean of 20,000 with σ = 2 is .014, which the squared distance of 3 takes six times.
        assertThat(FrechetDistance.squared(left, right)).isEqualTo(10.25, within(0.3));
    }

    @Test
    void agreesWithTheClosedFormWhereCovariancesDoNotCommute() {
        // Exact moments: C = diag(4, 1), C′ = diag(4, 1) turned by 45°. C·C′ has determinant 16 and trace 12.5, so that
        // the trace
        // of its root is √(12.5 + 2·√16) = √20.5.
        List<float[]> left = List.of(row(2, 0), row(-2, 0), row(0, 1), row(0, -1));
        double half = Math.sqrt(0.5);
        List<float[]> right = left.stream()
                .map(row -> row(half * (row[0] - row[1]), half * (row[0] + row[1])))
                .toList();
        // Of four vectors around 0 the covariance is Σxxᵀ/3: a third of diag(8, 2), which is two thirds of diag(4, 1).
        assertThat(FrechetDistance.squared(left, right)).isEqualTo((10 - 2 * Math.sqrt(20.5)) * 2 / 3, within(1e-6));
    }

    @Test
    void isNothingBetweenASampleAndItself() {
        List<float[]> sample = gaussians(50, new double[] {1, 2, 3}, new double[] {1, 0, 2}, 3);
        assertThat(FrechetDistance.squared(sample, sample)).isEqualTo(0, within(1e-6));
    }

    @Test
    void refusesASingleVector() {
        List<float[]> one = List.of(row(1, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrechetDistance.squared(one, one))
                .withMessage("a covariance needs at least 2 vectors: 1");
    }

    private static float[] row(double x, double y) {
        return new float[] {(float) x, (float) y};
    }

    private static List<float[]> gaussians(int count, double[] means, double[] deviations, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> {
                    float[] row = new float[means.length];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = (float) (means[i] + deviations[i] * random.nextGaussian());
                    }
                    return row;
                })
                .limit(count)
                .toList();
    }
}
