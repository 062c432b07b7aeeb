package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GeneratorSettings;
import io.gansieve.gan.Model;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ImageShape;
import java.util.EnumSet;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.junit.jupiter.api.Test;

class FlopsTest {

    @Test
    void countsTheReferenceCriticAsByHand() {
        try (Network critic = reference().critic()) {
            // 5×5 kernels: 1 → 64 channels at 14×14, 64 → 128 at 7×7; then 6,272 → 1
            long first = 2 * 25 * 64 * 14 * 14;
            long second = 2 * 25 * 64 * 128 * 7 * 7;
            assertThat(Flops.of(critic, InputType.convolutional(28, 28, 1)))
                    .isEqualTo(new Flops(first + second + 2 * 6272, first))
                    .isEqualTo(new Flops(20_710_144, 627_200));
        }
    }

    @Test
    void countsTheReferenceGeneratorAsByHand() {
        try (Network generator = reference().generator()) {
            // 100 → 6,272; then the critic's convolutions the other way round
            long dense = 2 * 100 * 6272;
            assertThat(Flops.of(generator, InputType.feedForward(100)))
                    .isEqualTo(new Flops(dense + 2 * 25 * 128 * 64 * 7 * 7 + 2 * 25 * 64 * 14 * 14, dense))
                    .isEqualTo(new Flops(21_952_000, 1_254_400));
        }
    }

    @Test
    void countsAStepWithoutTheGradientsThatNobodyNeeds() {
        Flops critic = new Flops(10, 2);
        Flops generator = new Flops(7, 3);

        // Critic: 2 rows of forward, weights and inner inputs (28 each), then 1 of forward and input (20). Generator:
        // 18.
        assertThat(Flops.ofStep(critic, generator, 1)).isEqualTo(2 * 28 + 20 + 18);
        assertThat(Flops.ofStep(critic, generator, 64)).isEqualTo(64 * 94);
    }

    private static Architecture reference() {
        return new Architecture(new TrainingConfig(
                ImageShape.MNIST,
                Model.REFERENCE,
                100,
                0,
                1,
                TestConfigs.rules(64, 1e-3, CriticNoise.NONE, 1_000),
                1,
                EnumSet.allOf(Forger.class),
                0,
                0,
                GeneratorSettings.PLAIN));
    }
}
