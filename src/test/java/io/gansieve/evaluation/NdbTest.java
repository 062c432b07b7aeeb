package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NdbTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void equalHistogramsDifferNowhere() {
        assertThat(Ndb.of(new int[] {30, 70, 0}, new int[] {3, 7, 0})).isEqualTo(new Ndb(2, 0, 0, 0, 100, 10));
    }

    @Test
    void testsTwoProportionsWithTheirPooledError() {
        // p = .55, standard error √(.55·.45·2/1000) = .0222, z = .1/.0222 = 4.5
        assertThat(Ndb.of(new int[] {500, 500}, new int[] {600, 400}).differentBeyondThreeSigma())
                .isEqualTo(2);
        // p = .525, standard error √(.525·.475·2/1000) = .0223, z = .05/.0223 = 2.24
        Ndb ndb = Ndb.of(new int[] {500, 500}, new int[] {550, 450});
        assertThat(ndb.different()).isEqualTo(2);
        assertThat(ndb.differentBeyondThreeSigma()).isZero();
        // z = .04/.0223 = 1.79
        assertThat(Ndb.of(new int[] {500, 500}, new int[] {540, 460}).different())
                .isZero();
    }

    @Test
    void measuresTheDivergenceOfTheHistogramsInNats() {
        Ndb ndb = Ndb.of(new int[] {5, 5}, new int[] {6, 4});
        double expected = (0.5 * Math.log(0.5 / 0.55) + 0.5 * Math.log(0.5 / 0.45)) / 2
                + (0.6 * Math.log(0.6 / 0.55) + 0.4 * Math.log(0.4 / 0.45)) / 2;
        assertThat(ndb.jensenShannon()).isEqualTo(expected, within(ROUNDING));
        assertThat(Ndb.of(new int[] {9, 0}, new int[] {0, 4}).jensenShannon()).isEqualTo(Math.log(2), within(ROUNDING));
    }

    @Test
    void refusesHistogramsWithoutImagesOrOfOtherBins() {
        assertThatIllegalArgumentException().isThrownBy(() -> Ndb.of(new int[] {1, 2}, new int[] {0, 0}));
        assertThatIllegalArgumentException().isThrownBy(() -> Ndb.of(new int[] {1, 2}, new int[] {1}));
    }
}
