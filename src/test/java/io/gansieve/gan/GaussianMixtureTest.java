package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {
    /** Three quarters around (0, 0) with deviations 1 and 0.5, a quarter around (10, 5), correlated. */
    private static double[][] twoClusters(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] data = new double[count][];
        Arrays.setAll(data, i -> {
            double first = random.nextGaussian();
            double second = random.nextGaussian();
            return i % 4 != 0
                    ? new double[] {first, 0.5 * second}
                    : new double[] {10 + first, 5 + 0.8 * first + 0.6 * second};
        });
        return data;
    }

    @Test
    void findsTheClustersThatTheDataCameFrom() {
        GaussianMixture mixture = GaussianMixture.fit(twoClusters(8_000, 1), 2, 30, new SplittableRandom(2));
        Integer[] byMean = {0, 1};
        Arrays.sort(byMean, Comparator.comparingDouble(k -> mixture.means()[k][0]));
        int left = byMean[0];
        int right = byMean[1];

        assertThat(mixture.weights()[left]).isCloseTo(0.75, within(0.02));
        assertThat(mixture.means()[left]).containsExactly(new double[] {0, 0}, within(0.05));
        assertThat(mixture.means()[right]).containsExactly(new double[] {10, 5}, within(0.1));
        assertThat(mixture.factors()[left]).containsExactly(new double[] {1, 0, 0, 0.5}, within(0.05));
        assertThat(mixture.factors()[right]).containsExactly(new double[] {1, 0, 0.8, 0.6}, within(0.06));
    }

    @Test
    void theLikelihoodOfItsDataNeverFalls() {
        GaussianMixture mixture = GaussianMixture.fit(twoClusters(2_000, 3), 4, 40, new SplittableRandom(4));
        assertThat(mixture.logLikelihoods()).hasSize(41);
        for (int i = 1; i < mixture.logLikelihoods().size(); i++) {
            // The floor under the covariances is no part of the likelihood and costs up to this much.
            assertThat(mixture.logLikelihoods().get(i))
                    .isGreaterThan(mixture.logLikelihoods().get(i - 1) - 1e-4);
        }
    }

    @Test
    void samplesHaveTheMomentsOfTheData() {
        double[][] data = twoClusters(8_000, 5);
        GaussianMixture mixture = GaussianMixture.fit(data, 2, 30, new SplittableRandom(6));
        SplittableRandom random = new SplittableRandom(7);
        double[][] samples = new double[20_000][];
        Arrays.setAll(samples, i -> mixture.sample(random));
        assertThat(mean(samples, 0)).isCloseTo(mean(data, 0), within(0.15));
        assertThat(mean(samples, 1)).isCloseTo(mean(data, 1), within(0.1));
    }

    @Test
    void standsEqualRows() {
        double[][] equal = new double[20][];
        Arrays.setAll(equal, i -> new double[] {3, 3});
        GaussianMixture mixture = GaussianMixture.fit(equal, 3, 5, new SplittableRandom(1));
        assertThat(mixture.sample(new SplittableRandom(2))).containsExactly(new double[] {3, 3}, within(1e-3));
    }

    @Test
    void refusesFewerRowsThanComponents() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GaussianMixture.fit(new double[3][2], 3, 1, new SplittableRandom(1)))
                .withMessage("a mixture of 3 components needs more rows, found 3");
    }

    private static double mean(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElseThrow();
    }
}
