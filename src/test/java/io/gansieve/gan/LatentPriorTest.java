package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatentPriorTest {
    @Test
    void thresholdsShareTheNormalEqually() {
        assertThat(new LatentPrior(4).thresholds()).containsExactly(new float[] {-0.6745f, 0, 0.6745f}, within(1e-4f));
        assertThat(LatentPrior.NORMAL.thresholds()).isEmpty();
    }

    @Test
    void meansAreTheSameForEveryUseAndOfOneLength() {
        float[][] means = new LatentPrior(10).means(32);
        assertThat(means).isDeepEqualTo(new LatentPrior(10).means(32)).hasDimensions(10, 32);
        for (float[] mean : means) {
            double square = 0;
            for (float value : mean) {
                square += value * value;
            }
            assertThat(square).isCloseTo(9, within(1e-4));
        }
    }

    @Test
    void readsItsTwoForms() {
        assertThat(LatentPrior.parse("normal")).isEqualTo(LatentPrior.NORMAL);
        assertThat(LatentPrior.parse("mixture(10)")).isEqualTo(new LatentPrior(10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentPrior.parse("uniform"))
                .withMessage("must be normal or mixture(K)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentPrior.parse("mixture(0)"))
                .withMessage("latent components must be from 1 to 1000: 0");
    }
}
