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

    /** Any data, any number of components: clouds of different width that overlap or do not, rows that come twice, flat directions. */
    @Test
    void theLikelihoodOfAnyDataNeverFalls() {
        for (int seed = 1; seed <= 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[][] data = clouds(random.nextInt(40, 200), random.nextInt(1, 6), random);
            GaussianMixture mixture = GaussianMixture.fit(data, random.nextInt(1, 6), 25, random);
            for (int i = 1; i < mixture.logLikelihoods().size(); i++) {
                // The floor, a thousandth of the mean variance, is added to what would be best, and may cost about
                // as much a dimension where a component is hardly wider than it.
                assertThat(mixture.logLikelihoods().get(i))
                        .as("step %d of seed %d", i, seed)
                        .isGreaterThan(mixture.logLikelihoods().get(i - 1) - 2e-3 * data[0].length);
            }
        }
    }

    private static double[][] clouds(int count, int dimensions, SplittableRandom random) {
        double[][] centres = new double[3][dimensions];
        for (double[] centre : centres) {
            Arrays.setAll(centre, i -> 4 * random.nextGaussian());
        }
        double[] widths = new double[dimensions];
        Arrays.setAll(widths, i -> Math.exp(random.nextDouble(-3, 1)));
        double[][] data = new double[count][dimensions];
        for (int n = 0; n < count; n++) {
            double[] centre = centres[n % centres.length];
            Arrays.setAll(data[n], i -> centre[i] + widths[i] * random.nextGaussian());
            if (n % 10 == 9) {
                data[n] = data[n - 3].clone();
            }
        }
        return data;
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
