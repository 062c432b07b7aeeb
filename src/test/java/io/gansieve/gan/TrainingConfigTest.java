package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.ImageShape;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
    private static final Schedule NONE = new Schedule.Constant(0);

    @Test
    void anExponentialScheduleHalvesAndDecaysTowardsZero() {
        Schedule schedule = new Schedule.Exponential(0.05, 40_000);

        assertThat(schedule.at(0)).isEqualTo(0.05);
        assertThat(schedule.at(40_000)).isCloseTo(0.025, within(1e-12));
        assertThat(schedule.at(1_000_000)).isLessThan(1e-6);
    }

    @Test
    void refusesSettingsOutsideTheirRange() {
        assertRefused(0, 2e-4, NONE, 0.9, "batchSize must be positive: 0");
        assertRefused(64, 0, NONE, 0.9, "learningRate must be positive: 0.0");
        assertRefused(64, Double.NaN, NONE, 0.9, "learningRate must be positive: NaN");
        assertRefused(64, 2e-4, new Schedule.Constant(0.5), 0.9, "labelFlip must begin in [0, 0.5): 0.5");
        assertRefused(64, 2e-4, NONE, 0.5, "realTarget must be in (0.5, 1]: 0.5");
    }

    @Test
    void refusesAHalfLifeThatIsNotPositive() {
        assertThatThrownBy(() -> new Schedule.Exponential(0.1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("halfLifeImages must be positive: 0.0");
    }

    private static void assertRefused(
            int batchSize, double learningRate, Schedule labelFlip, double realTarget, String message) {
        assertThatThrownBy(() -> new TrainingConfig(
                        ImageShape.MNIST,
                        Model.DEFAULT,
                        32,
                        10,
                        batchSize,
                        60,
                        learningRate,
                        labelFlip,
                        NONE,
                        realTarget,
                        4_000,
                        4,
                        EnumSet.allOf(Forger.class),
                        0.5,
                        0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
