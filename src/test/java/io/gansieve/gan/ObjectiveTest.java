package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {
    /** Three reals, three generated images; none at a kink of the hinge. */
    private static final float[] LOGITS = {-3.5f, -0.4f, 0f, 0.7f, 2.9f, -1.7f};

    private static final float[] TARGETS = {0.9f, 0f, 0.9f, 0f, 1f, 0f};
    private static final float[] REAL = {1.2f, -0.3f, 0.4f, 3f, -2f, 0.1f};

    @ParameterizedTest
    @ValueSource(strings = {"minimax", "non-saturating", "least-squares", "hinge", "wasserstein", "relativistic"})
    void gradientsMatchFiniteDifferences(String name) {
        Objective objective = Objective.parse(name);

        assertThat(objective.text()).isEqualTo(name);
        assertGradient(logits -> objective.critic(logits, TARGETS));
        assertGradient(logits -> objective.generator(REAL, logits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimax", "non-saturating", "least-squares", "hinge", "wasserstein", "relativistic"})
    void bothPlayersPullLogitsApart(String name) {
        Objective objective = Objective.parse(name);
        float[] critic = objective.critic(new float[2], new float[] {1, 0}).gradient();

        // The critic goes down its gradient: reals up, generated ones down. The generator wants its own up; of the
        // least squares'
        // generator 0 is the aim.
        assertThat(critic[0]).isNegative();
        assertThat(critic[1]).isPositive();
        assertThat(objective.generator(new float[] {0}, new float[] {-0.5f}).gradient()[0])
                .isNegative();
    }

    /** Else the critic's loss falls for ever with a constant added to all of its logits. */
    @ParameterizedTest
    @ValueSource(strings = {"wasserstein", "relativistic"})
    void smoothedTargetsLeaveNothingToWinByAConstant(String name) {
        float[] gradient = Objective.parse(name)
                .critic(new float[] {2f, -1f}, new float[] {0.9f, 0f})
                .gradient();

        assertThat(gradient[0] + gradient[1]).isZero();
    }

    @Test
    void weightedCrossEntropyGradientMatchesFiniteDifferences() {
        assertGradient(logits -> CrossEntropy.weighted(logits, TARGETS, new float[] {0.1f, 0.2f, 0.3f, 0.4f, 2f, 1f}));
    }

    @Test
    void onlyTheMinimaxGradientVanishesWhereTheCriticIsSure() {
        float[] sure = {-20f};

        assertThat(new Objective.NonSaturating().generator(sure, sure).gradient()[0])
                .isCloseTo(-1f, within(1e-6f));
        // σ(−20) ≈ 2e-9
        assertThat(new Objective.Minimax().generator(sure, sure).gradient()[0]).isCloseTo(0f, within(1e-8f));
    }

    @Test
    void extremeLogitsGiveFiniteLosses() {
        float[] extreme = {-1e4f, 1e4f};
        Objective objective = new Objective.NonSaturating();

        assertThat(objective.critic(extreme, new float[] {1f, 0f}).loss()).isEqualTo(1e4);
        assertThat(objective.generator(new float[0], extreme).loss()).isEqualTo(5e3);
        assertThat(objective.valueFunction(extreme, extreme)).isEqualTo(-1e4);
        assertThat(new Objective.Relativistic()
                        .critic(extreme, new float[] {1f, 0f})
                        .loss())
                .isEqualTo(1e4);
    }

    @Test
    void aPairWhoseLabelsAreBothFlippedIsTheOtherWayRound() {
        Objective objective = new Objective.Relativistic();

        assertThat(objective.critic(new float[] {2f, -1f}, new float[] {0f, 1f}).loss())
                .isEqualTo(objective
                        .critic(new float[] {-1f, 2f}, new float[] {1f, 0f})
                        .loss());
    }

    @Test
    void valueOfAnUndecidedCriticIsMinusLogFour() {
        assertThat(new Objective.NonSaturating().valueFunction(new float[3], new float[2]))
                .isCloseTo(-Math.log(4), within(1e-12));
        assertThat(new Objective.Minimax().valueFunction(new float[3], new float[2]))
                .isCloseTo(-Math.log(4), within(1e-12));
        assertThat(new Objective.Hinge().valueFunction(new float[3], new float[2]))
                .isNaN();
    }

    @Test
    void theWassersteinEstimateIsTheDistanceOfMeans() {
        assertThat(new Objective.Wasserstein().wassersteinEstimate(new float[] {1f, 2f}, new float[] {-1f}))
                .isEqualTo(2.5);
    }

    @Test
    void refusesArraysOfDifferentLengthsAndUnknownNames() {
        assertThatThrownBy(() -> new Objective.NonSaturating().critic(new float[3], new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3, 2");
        assertThatThrownBy(() -> new Objective.Relativistic().critic(new float[3], new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3, 3");
        assertThatThrownBy(() -> Objective.parse("gan"))
                .hasMessage("must be one of minimax, non-saturating, least-squares, hinge, wasserstein, relativistic");
    }

    private static void assertGradient(Function<float[], LossGradient> loss) {
        float[] gradient = loss.apply(LOGITS).gradient();
        float step = 1e-2f;
        for (int i = 0; i < LOGITS.length; i++) {
            double slope = (loss.apply(moved(i, step)).loss()
                            - loss.apply(moved(i, -step)).loss())
                    / (2 * step);
            // Central differences of this step err by its square times the third derivative, which is below 0.13;
            // moving a single
            // precision logit by it, by some 1e-5 of the slope.
            assertThat((double) gradient[i]).isCloseTo(slope, within(3e-5));
        }
    }

    private static float[] moved(int index, float by) {
        float[] moved = LOGITS.clone();
        moved[index] += by;
        return moved;
    }
}
