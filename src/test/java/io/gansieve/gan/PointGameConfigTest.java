package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PointGameConfigTest {
    private static final int STEPS = 1_000;

    @Test
    void thePenaltyOfPairsBeginsByTheDistanceOfModesAndEndsSmall() {
        Schedule gamma = PointGameConfig.of(
                        PointMixture.grid25(), new Objective.Relativistic(), CriticNoise.NONE, STEPS)
                .rules()
                .penalty()
                .r1();

        assertThat(gamma.at(0)).isCloseTo(0.02, within(1e-12));
        assertThat(gamma.at((long) PointGameConfig.points(STEPS))).isCloseTo(5e-4, within(1e-12));
    }

    @Test
    void otherGamesHaveThePenaltyOfTheirPapers() {
        assertThat(penalty(new Objective.Minimax())).isEqualTo(Penalty.NONE);
        assertThat(penalty(new Objective.Wasserstein()).gradient().at(0)).isPositive();
    }

    private static Penalty penalty(Objective objective) {
        return PointGameConfig.of(PointMixture.ring8(), objective, CriticNoise.NONE, STEPS)
                .rules()
                .penalty();
    }
}
