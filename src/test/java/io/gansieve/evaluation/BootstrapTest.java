package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(500, 7);

    @Test
    void boundsNothingForTheSameModel() {
        Scores scores = normal(300, 1, 11);
        assertThat(BOOTSTRAP.aurocLoss(scores, scores)).isZero();
        assertThat(BOOTSTRAP.calibrationErrorGrowth(probabilities(scores), 0.5, probabilities(scores), 0.5))
                .isZero();
        assertThat(BOOTSTRAP.ratioGrowth(new boolean[50], new boolean[50])).isZero();
    }

    @Test
    void isAboveZeroForAWorseModelAndBelowForAMuchBetterOne() {
        Scores good = normal(500, 2, 11);
        Scores poor = normal(500, 0.3, 12);
        double loss = Auroc.auroc(good) - Auroc.auroc(poor);
        assertThat(BOOTSTRAP.aurocLoss(poor, good)).isGreaterThan(loss).isLessThan(loss + 0.1);
        assertThat(BOOTSTRAP.aurocLoss(good, poor)).isNegative().isGreaterThan(-loss);
    }

    @Test
    void givesTheSameBoundForTheSameSeed() {
        Scores one = normal(200, 1, 1);
        Scores other = normal(200, 1, 2);
        assertThat(new Bootstrap(100, 3).aurocLoss(one, other))
                .isEqualTo(new Bootstrap(100, 3).aurocLoss(one, other))
                .isNotEqualTo(new Bootstrap(100, 4).aurocLoss(one, other));
    }

    /** k more false alarms among n: the draws count Poisson(k), whose 95 % quantile for k = 10 is 15. */
    @Test
    void boundsTheGrowthOfARatio() {
        boolean[] champion = new boolean[1000];
        boolean[] candidate = new boolean[1000];
        for (int i = 0; i < 10; i++) {
            candidate[i * 10] = true;
        }
        assertThat(new Bootstrap(4000, 1).ratioGrowth(candidate, champion)).isEqualTo(0.015, within(0.001));
        // Paired: what the champion gets wrong as well is no growth.
        assertThat(BOOTSTRAP.ratioGrowth(candidate, candidate)).isZero();
    }

    /** The interval of an AUROC against Hanley and McNeil's standard error: for binormal scores they agree closely. */
    @Test
    void agreesWithTheClosedFormStandardError() {
        Scores scores = normal(400, 1, 21);
        double a = Auroc.auroc(scores);
        double q1 = a / (2 - a);
        double q2 = 2 * a * a / (1 + a);
        double error = Math.sqrt((a * (1 - a) + 399 * (q1 - a * a) + 399 * (q2 - a * a)) / (400.0 * 400));
        Bootstrap.Interval interval = new Bootstrap(2000, 5).auroc(scores);
        // 2,000 draws know the width to about 5 %, the formula the error to about 10 %.
        assertThat(interval.high() - interval.low()).isEqualTo(2 * 1.96 * error, within(0.2 * 2 * 1.96 * error));
        assertThat(interval.low()).isLessThan(a);
        assertThat(interval.high()).isGreaterThan(a);
    }

    /** A share of a fixed threshold is binomial; the threshold's own spread makes the interval wider. */
    @Test
    void boundsTheShareCaughtAtAFalsePositiveRate() {
        Scores scores = normal(1000, 2, 31);
        double share = Auroc.truePositiveRateAt(0.05, scores);
        Bootstrap.Interval interval = new Bootstrap(1000, 5).truePositiveRateAt(0.05, scores);
        double binomial = 2 * 1.96 * Math.sqrt(share * (1 - share) / 1000);
        assertThat(interval.low()).isLessThan(share);
        assertThat(interval.high()).isGreaterThan(share);
        assertThat(interval.high() - interval.low()).isBetween(binomial, 4 * binomial);
        // No draw can change a perfect separation.
        Scores separated = new Scores(new double[] {1, 2, 3}, new double[] {4, 5});
        assertThat(BOOTSTRAP.truePositiveRateAt(0.01, separated)).isEqualTo(new Bootstrap.Interval(1, 1));
    }

    @Test
    void refusesScoresOfOtherImagesAndTooFewDraws() {
        assertThatIllegalArgumentException().isThrownBy(() -> BOOTSTRAP.aurocLoss(normal(10, 1, 1), normal(11, 1, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> BOOTSTRAP.ratioGrowth(new boolean[2], new boolean[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(19, 1));
    }

    private static Scores normal(int count, double distance, long seed) {
        Random random = new Random(seed);
        double[] real = new double[count];
        double[] generated = new double[count];
        for (int i = 0; i < count; i++) {
            real[i] = random.nextGaussian();
            generated[i] = distance + random.nextGaussian();
        }
        return new Scores(real, generated);
    }

    private static Scores probabilities(Scores scores) {
        return new Scores(sigmoid(scores.real()), sigmoid(scores.generated()));
    }

    private static double[] sigmoid(double[] values) {
        return Arrays.stream(values).map(z -> 1 / (1 + Math.exp(-z))).toArray();
    }
}
