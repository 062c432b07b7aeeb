package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MahalanobisTest {
    /** What the floor of 1e-9 on variances near 1 may change. */
    private static final double FLOOR = 1e-8;

    @Test
    void measuresInStandardDeviationsAlongOneAxis() {
        Mahalanobis distance = Mahalanobis.fit(List.of(new double[] {8}, new double[] {12}));

        assertThat(distance.distance(new double[] {10})).isZero();
        assertThat(distance.distance(new double[] {16})).isEqualTo(3, within(FLOOR));
    }

    /**
     * S = diag(2, ½), μ = 1.25, d² = 2·0.75² = 1.125, b̄² = ((16 + 16 + 1 + 1)/4 − 4.25)/4 = 1.0625, λ = 17/18:
     * Σ = diag(1 + 7/24, 1 + 5/24).
     */
    @Test
    void shrinksTheCovarianceOfAFewVectors() {
        Mahalanobis distance = Mahalanobis.fit(cross(1));

        assertThat(distance.distance(new double[] {1, 0})).isEqualTo(Math.sqrt(24.0 / 31), within(FLOOR));
        assertThat(distance.distance(new double[] {0, -1})).isEqualTo(Math.sqrt(24.0 / 29), within(FLOOR));
    }

    @Test
    void hardlyShrinksThatOfMany() {
        Mahalanobis distance = Mahalanobis.fit(cross(20_000));

        // λ = 17/18/20,000.
        assertThat(distance.distance(new double[] {1, 0})).isEqualTo(Math.sqrt(0.5), within(1e-4));
        assertThat(distance.distance(new double[] {0, 1})).isEqualTo(Math.sqrt(2), within(1e-4));
    }

    /** S = [[⅝, ⅜], [⅜, ⅝]], S⁻¹ = [[2.5, −1.5], [−1.5, 2.5]]. */
    @Test
    void knowsWhichValuesGoTogether() {
        List<double[]> sample = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            sample.addAll(List.of(
                    new double[] {1, 1}, new double[] {-1, -1}, new double[] {0.5, -0.5}, new double[] {-0.5, 0.5}));
        }
        Mahalanobis distance = Mahalanobis.fit(sample);

        // λ = 1.0625 / 80,000 / 0.28125 = 4.7e-5.
        assertThat(distance.distance(new double[] {1, 1})).isEqualTo(Math.sqrt(2), within(1e-3));
        assertThat(distance.distance(new double[] {1, -1})).isEqualTo(Math.sqrt(8), within(1e-3));
        assertThat(distance.distance(new double[] {1, 0})).isEqualTo(Math.sqrt(2.5), within(1e-3));
    }

    @Test
    void measuresWhereTheSampleNeverVaries() {
        Mahalanobis distance = Mahalanobis.fit(List.of(new double[] {1, 0}, new double[] {1, 0}));

        assertThat(distance.distance(new double[] {1, 0})).isZero();
        assertThat(distance.distance(new double[] {0.9, 0.1}))
                .isGreaterThan(100)
                .isFinite();
    }

    @Test
    void refusesTooFewVectorsAndOtherLengths() {
        assertThatIllegalArgumentException().isThrownBy(() -> Mahalanobis.fit(List.of(new double[] {1})));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mahalanobis.fit(List.of(new double[] {1}, new double[] {1, 2})));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mahalanobis.fit(cross(1)).distance(new double[] {1}))
                .withMessage("expected 2 values, found 1");
    }

    private static List<double[]> cross(int times) {
        List<double[]> sample = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            sample.addAll(
                    List.of(new double[] {2, 0}, new double[] {-2, 0}, new double[] {0, 1}, new double[] {0, -1}));
        }
        return sample;
    }
}
