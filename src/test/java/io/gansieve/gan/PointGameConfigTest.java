package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointGameConfigTest {
    private static final int STEPS = 1_000;

    @ParameterizedTest
    @CsvSource({"ring8, 0.1", "grid25, 0.02"})
    void thePenaltyOfPairsFallsFromWhatTheDataAskFor(String data, double first) {
        Schedule gamma =
                penalty(PointMixture.parse(data), new Objective.Relativistic()).r1();

        assertThat(gamma.at(0)).isCloseTo(first, within(1e-12));
        assertThat(gamma.at((long) PointGameConfig.points(STEPS))).isCloseTo(5e-4, within(1e-12));
    }

    @Test
    void otherGamesHaveThePenaltyOfTheirPapers() {
        assertThat(penalty(PointMixture.ring8(), new Objective.Minimax())).isEqualTo(Penalty.NONE);
        assertThat(penalty(PointMixture.ring8(), new Objective.Wasserstein())
                        .gradient()
                        .at(0))
                .isPositive();
    }

    private static Penalty penalty(PointMixture data, Objective objective) {
        return PointGameConfig.of(data, objective, CriticNoise.NONE, STEPS)
                .rules()
                .penalty();
    }
}
