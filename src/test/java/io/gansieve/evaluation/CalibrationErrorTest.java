package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationErrorTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void isZeroWhereItIsSoAsOftenAsItIsSaid() {
        Scores scores = new Scores(new double[] {0.25, 0.25, 0.25, 0.75}, new double[] {0.25, 0.75, 0.75, 0.75});
        assertThat(CalibrationError.ece(scores, 0.5)).isEqualTo(0, within(ROUNDING));
    }

    @Test
    void weighsEachBinsDistanceByItsShare() {
        // Bin of 0.1: four of the six images, one of them generated: |0.1 − ¼|; bin of 0.9: one of two: |0.9 − ½|.
        Scores scores = new Scores(new double[] {0.1, 0.1, 0.1, 0.9}, new double[] {0.1, 0.9});
        double prior = 2.0 / 6;
        assertThat(CalibrationError.ece(scores, prior)).isEqualTo(4.0 / 6 * 0.15 + 2.0 / 6 * 0.4, within(ROUNDING));
    }

    @Test
    void itsBinsSayWhatTheErrorIsMadeOf() {
        Scores scores = new Scores(new double[] {0.1, 0.1, 0.1, 0.9}, new double[] {0.1, 0.9});
        double prior = 2.0 / 6;

        List<CalibrationError.Bin> bins = CalibrationError.bins(scores, prior);

        assertThat(bins).hasSize(15);
        assertThat(bins.get(1).said()).isEqualTo(0.1, within(ROUNDING));
        assertThat(bins.get(1).so()).isEqualTo(0.25, within(ROUNDING));
        assertThat(bins.get(1).share()).isEqualTo(4.0 / 6, within(ROUNDING));
        assertThat(bins.get(7).share()).isZero();
        double error = bins.stream()
                .filter(bin -> bin.share() > 0)
                .mapToDouble(bin -> bin.share() * Math.abs(bin.said() - bin.so()))
                .sum();
        assertThat(error).isEqualTo(CalibrationError.ece(scores, prior), within(ROUNDING));
    }

    @Test
    void judgesByTheStatedPriorNotByTheSample() {
        // Nine reals to one generated image, but the probability ½ is stated for a prior of ½: right.
        double[] reals = new double[9];
        Arrays.fill(reals, 0.5);
        assertThat(CalibrationError.ece(new Scores(reals, new double[] {0.5}), 0.5))
                .isEqualTo(0, within(ROUNDING));
        assertThat(CalibrationError.ece(new Scores(reals, new double[] {0.5}), 0.1))
                .isEqualTo(0.4, within(ROUNDING));
    }

    @Test
    void countsTheEndsAndRefusesWhatIsNoProbability() {
        assertThat(CalibrationError.ece(new Scores(new double[] {0}, new double[] {1}), 0.5))
                .isZero();
        assertThat(CalibrationError.ece(new Scores(new double[] {1}, new double[] {0}), 0.5))
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CalibrationError.ece(new Scores(new double[] {1.5}, new double[] {0}), 0.5));
    }
}
