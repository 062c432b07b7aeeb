package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
    private static final float[] LOGITS = {-3.5f, -0.4f, 0f, 0.7f, 2.9f};
    private static final float[] TARGETS = {0.9f, 0f, 0.9f, 0f, 1f};

    private final Objective objective = new Objective.NonSaturating();

    @Test
    void criticGradientMatchesFiniteDifferences() {
        assertGradient(logits -> objective.critic(logits, TARGETS));
    }

    @Test
    void generatorGradientMatchesFiniteDifferences() {
        assertGradient(objective::generator);
    }

    @Test
    void weightedCrossEntropyGradientMatchesFiniteDifferences() {
        assertGradient(logits -> CrossEntropy.weighted(logits, TARGETS, new float[] {0.1f, 0.2f, 0.3f, 0.4f, 2f}));
    }

    @Test
    void generatorGradientDoesNotVanishWhereTheCriticIsSure() {
        // The saturating loss would give σ(−20) ≈ 2e-9 here.
        assertThat(objective.generator(new float[] {-20f}).gradient()[0]).isCloseTo(-1f, within(1e-6f));
    }

    @Test
    void extremeLogitsGiveFiniteLosses() {
        float[] extreme = {-1e4f, 1e4f};

        assertThat(objective.critic(extreme, new float[] {1f, 0f}).loss()).isEqualTo(1e4);
        assertThat(objective.generator(extreme).loss()).isEqualTo(5e3);
        assertThat(objective.valueFunction(extreme, extreme)).isEqualTo(-1e4);
    }

    @Test
    void valueOfAnUndecidedCriticIsMinusLogFour() {
        assertThat(objective.valueFunction(new float[3], new float[2])).isCloseTo(-Math.log(4), within(1e-12));
    }

    @Test
    void refusesArraysOfDifferentLengths() {
        assertThatThrownBy(() -> objective.critic(new float[3], new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3, 2");
    }

    private static void assertGradient(Function<float[], LossGradient> loss) {
        float[] gradient = loss.apply(LOGITS).gradient();
        float step = 1e-2f;
        for (int i = 0; i < LOGITS.length; i++) {
            double slope = (loss.apply(moved(i, step)).loss()
                            - loss.apply(moved(i, -step)).loss())
                    / (2 * step);
            // Central differences of this step err by its square times the third derivative, which is below 0.13.
            assertThat((double) gradient[i]).isCloseTo(slope, within(3e-5));
        }
    }

    private static float[] moved(int index, float by) {
        float[] moved = LOGITS.clone();
        moved[index] += by;
        return moved;
    }
}
