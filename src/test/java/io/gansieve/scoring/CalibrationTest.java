package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void isTheLogisticFunction() {
        Calibration calibration = new Calibration(2, -1, 0.5);
        assertThat(calibration.probability(0.5)).isEqualTo(0.5);
        assertThat(calibration.probability(1)).isEqualTo(1 / (1 + Math.exp(-1)), within(1e-15));
        assertThat(calibration.probability(Double.NaN)).isNaN();
    }

    @Test
    void staysStrictlyBetweenZeroAndOne() {
        assertThat(Calibration.IDENTITY.probability(1e6)).isLessThan(1);
        assertThat(Calibration.IDENTITY.probability(-1e6)).isGreaterThan(0);
    }

    /** For two normal classes of variance s² at ±m the log-odds are 2mz/s² + log(prior odds), exactly. */
    @Test
    void findsTheLogOddsOfNormalClassesForTheStatedPrior() {
        Random random = new Random(1);
        int reals = 4000;
        int fakes = 1000;
        double[] logits = new double[reals + fakes];
        boolean[] generated = new boolean[reals + fakes];
        for (int i = 0; i < logits.length; i++) {
            generated[i] = i >= reals;
            logits[i] = (generated[i] ? 1 : -1) + 2 * random.nextGaussian();
        }
        // 2m/s² = 0.5; the standard error of slope and intercept at this size is about 0.02 and 0.04.
        Calibration even = Calibration.fit(logits, generated, 0.5);
        assertThat(even.slope()).isEqualTo(0.5, within(0.06));
        assertThat(even.intercept()).isEqualTo(0, within(0.12));
        Calibration rare = Calibration.fit(logits, generated, 0.1);
        assertThat(rare.slope()).isEqualTo(0.5, within(0.06));
        assertThat(rare.intercept()).isEqualTo(Math.log(0.1 / 0.9), within(0.15));
        assertThat(rare.prior()).isEqualTo(0.1);
    }

    /** With one image of each class the targets are ⅔ and ⅓, which a line through two points meets: σ(±log 2). */
    @Test
    void meetsPlattsTargetsWhereTwoPointsSeparate() {
        Calibration calibration = Calibration.fit(new double[] {-1, 1}, new boolean[] {false, true}, 0.5);
        assertThat(calibration.slope()).isEqualTo(Math.log(2), within(1e-6));
        assertThat(calibration.intercept()).isEqualTo(0, within(1e-6));
    }

    @Test
    void staysFiniteForSeparableLogitsOfAnySize() {
        for (double scale : new double[] {1e-6, 1, 1e6}) {
            double[] logits = new double[200];
            boolean[] generated = new boolean[200];
            for (int i = 0; i < 200; i++) {
                generated[i] = i >= 100;
                logits[i] = scale * (i + (generated[i] ? 1000 : 0));
            }
            Calibration calibration = Calibration.fit(logits, generated, 0.5);
            assertThat(calibration.probability(logits[0])).isLessThan(0.02);
            assertThat(calibration.probability(logits[199])).isGreaterThan(0.98);
        }
    }

    @Test
    void saysThePriorForLogitsThatSayNothingOrRankBackwards() {
        boolean[] generated = {false, false, true};
        Calibration same = Calibration.fit(new double[] {1, 1, 1}, generated, 0.2);
        assertThat(same.probability(1)).isEqualTo(0.2, within(1e-12));
        Calibration backwards = Calibration.fit(new double[] {2, 1, -3}, generated, 0.2);
        assertThat(backwards.slope()).isZero();
        assertThat(backwards.probability(-3)).isEqualTo(0.2, within(1e-12));
    }

    @Test
    void refusesWhatItCannotLearnFrom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.fit(new double[] {1, 2}, new boolean[] {true, true}, 0.5))
                .withMessageContaining("both classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.fit(new double[] {1, Double.NaN}, new boolean[] {true, false}, 0.5))
                .withMessageContaining("finite");
        assertThatIllegalArgumentException().isThrownBy(() -> new Calibration(-1, 0, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Calibration(1, Double.NaN, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Calibration(1, 0, 1));
    }
}
