package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AurocTest {
    /** Reals 0.1, 0.4; generated 0.35, 0.8: three of four pairs in order; the example of scikit-learn's documentation. */
    private static final Scores EXAMPLE = new Scores(new double[] {0.1, 0.4}, new double[] {0.35, 0.8});

    private static final double ROUNDING = 1e-12;

    @Test
    void countsPairsInOrder() {
        assertThat(Auroc.auroc(EXAMPLE)).isEqualTo(0.75, within(ROUNDING));
    }

    @Test
    void countsTiesHalf() {
        // Pairs: (1,2) 1, (1,2) 1, (2,2) ½, (2,2) ½, (3,2) 0, (3,2) 0 = 3 of 6.
        Scores ties = new Scores(new double[] {1, 2, 3}, new double[] {2, 2});
        assertThat(Auroc.auroc(ties)).isEqualTo(0.5, within(ROUNDING));
        // ... and with 4: 1 + 1 + 1 more instead of the second 2: 1 + ½ + 0 + 3 = 4.5 of 6.
        assertThat(Auroc.auroc(new Scores(new double[] {1, 2, 3}, new double[] {2, 4})))
                .isEqualTo(0.75, within(ROUNDING));
        assertThat(Auroc.auroc(new Scores(new double[] {0, -0.0}, new double[] {-0.0, 0})))
                .isEqualTo(0.5, within(ROUNDING));
    }

    @Test
    void isOneForSeparatedZeroForBackwardsScores() {
        double[] low = {-3, -2, Double.NEGATIVE_INFINITY};
        double[] high = {5, Double.POSITIVE_INFINITY};
        assertThat(Auroc.auroc(new Scores(low, high))).isEqualTo(1);
        assertThat(Auroc.auroc(new Scores(high, low))).isZero();
    }

    @Test
    void agreesWithCountingEveryPair() {
        Random random = new Random(3);
        double[] real = random.ints(150, 0, 40).asDoubleStream().toArray();
        double[] fake = random.ints(90, 10, 60).asDoubleStream().toArray();
        double pairs = 0;
        for (double r : real) {
            for (double f : fake) {
                pairs += f > r ? 1 : f == r ? 0.5 : 0;
            }
        }
        assertThat(Auroc.auroc(new Scores(real, fake))).isEqualTo(pairs / (150 * 90), within(ROUNDING));
    }

    @Test
    void averagesPrecisionOverRecall() {
        // From the top: 0.8 generated (P 1, R ½), 0.4 real, 0.35 generated (P ⅔, R 1): ½·1 + ½·⅔.
        assertThat(Auroc.averagePrecision(EXAMPLE)).isEqualTo(5.0 / 6, within(ROUNDING));
        // One group of two generated and two real: ½ at full recall.
        assertThat(Auroc.averagePrecision(new Scores(new double[] {1, 1}, new double[] {1, 1})))
                .isEqualTo(0.5, within(ROUNDING));
    }

    @Test
    void findsTheShareCaughtAtAFalsePositiveRate() {
        Scores scores = new Scores(new double[] {1, 2, 3, 4}, new double[] {0, 3.5, 4, 5});
        // Thresholds 5: FPR 0, TPR ¼; 4: a tie, ¼ and ½; 3.5: ¼ and ¾; 3: ½ and ¾.
        assertThat(Auroc.truePositiveRateAt(0, scores)).isEqualTo(0.25);
        assertThat(Auroc.truePositiveRateAt(0.24, scores)).isEqualTo(0.25);
        assertThat(Auroc.truePositiveRateAt(0.25, scores)).isEqualTo(0.75);
        assertThat(Auroc.truePositiveRateAt(1, scores)).isEqualTo(1);
        assertThat(Auroc.truePositiveRateAt(0, new Scores(new double[] {9}, new double[] {1})))
                .isZero();
    }

    /** Of 200 reals two may reach the threshold: it lies just above the third largest, 198, and a generated 198 is not caught. */
    @Test
    void takesTheThresholdFromTheRealsOwnQuantile() {
        double[] reals = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();
        assertThat(Auroc.truePositiveRateAt(0.01, new Scores(reals, new double[] {198, 198.5, 199, 300})))
                .isEqualTo(0.75);
        // Of 99 reals none may.
        double[] few = Arrays.copyOf(reals, 99);
        assertThat(Auroc.truePositiveRateAt(0.01, new Scores(few, new double[] {98, 99, 99.5, 300})))
                .isEqualTo(0.5);
    }

    @Test
    void refusesScoresThatAreMissingOrNoNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Scores(new double[0], new double[] {1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Scores(new double[] {1}, new double[] {Double.NaN}))
                .withMessageContaining("generated");
    }
}
