package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoiseControllerTest {
    private final NoiseController controller = new NoiseController(0.6, 1_000);

    @Test
    void aSureCriticRaisesTheNoiseAndAnUnsureOneLowersIt() {
        assertThat(controller.next(1, new float[] {3f, 0.1f}, 100)).isCloseTo(1.1, within(1e-12));
        assertThat(controller.next(1, new float[] {3f, -0.1f}, 100)).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void theMultiplierStaysInItsBounds() {
        assertThat(controller.next(0.05, new float[] {-1f}, 100)).isZero();
        assertThat(controller.next(4, new float[] {1f}, 100)).isEqualTo(4);
    }

    @Test
    void noMultiplierFlipsHalfOfTheLabels() {
        CriticNoise noise = new CriticNoise(
                new Schedule.Constant(0.2),
                new Schedule.Constant(1),
                new Schedule.Constant(0.1),
                Optional.of(controller));

        assertThat(noise.flipRatio(0, 4)).isLessThan(0.5);
        assertThat(noise.flipRatio(0, 2)).isEqualTo(0.4);
        assertThat(noise.sigma(0, 2)).isEqualTo(0.2);
    }

    @Test
    void noiseThatHasDecayedComesBack() {
        CriticNoise noise = new CriticNoise(
                new Schedule.Constant(0),
                new Schedule.Constant(1),
                new Schedule.Exponential(0.4, 100),
                Optional.of(controller));

        assertThat(noise.sigma(100, 0.5)).isEqualTo(0.1);
        assertThat(noise.sigma(100, 1)).isEqualTo(0.2);
        assertThat(noise.sigma(100_000, 1)).isCloseTo(0, within(1e-12));
        assertThat(noise.sigma(100_000, 1.5)).isCloseTo(0.2, within(1e-12));
    }
}
