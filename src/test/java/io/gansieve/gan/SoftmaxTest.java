package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxTest {
    /** Of single precision. */
    private static final float ROUNDING = 1e-6f;

    private static final float LOG_3 = (float) Math.log(3);

    @Test
    void normalisesEachRow() {
        assertThat(Softmax.probabilities(new float[] {0, LOG_3, 500, 500}, 2))
                .containsExactly(new float[] {0.25f, 0.75f, 0.5f, 0.5f}, within(ROUNDING));
    }

    @Test
    void losesTheLogOfTheTargetsProbability() {
        LossGradient loss = Softmax.crossEntropy(new float[] {0, LOG_3, 0, 0}, new int[] {1, 0});
        assertThat(loss.loss()).isEqualTo((-Math.log(0.75) - Math.log(0.5)) / 2, within(1e-6));
        assertThat(loss.gradient()).containsExactly(new float[] {0.125f, -0.125f, -0.25f, 0.25f}, within(ROUNDING));
    }

    @Test
    void staysFiniteWhereTheTargetIsHopeless() {
        LossGradient loss = Softmax.crossEntropy(new float[] {1000, 0}, new int[] {1});
        assertThat(loss.loss()).isFinite().isGreaterThan(80);
        assertThat(loss.gradient()).containsExactly(1, -1);
    }

    @Test
    void refusesTargetsThatDoNotFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> Softmax.crossEntropy(new float[3], new int[2]));
    }
}
