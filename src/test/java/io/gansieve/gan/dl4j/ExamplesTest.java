package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.gan.Augmentation;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final int COUNT = 400;

    private final List<Image> real = TestImages.noise(ImageShape.MNIST, COUNT, 1);
    private final List<Image> generated = TestImages.noise(ImageShape.MNIST, COUNT, 2);

    @Test
    void changesBothClassesAlike() {
        Examples examples = new Examples(real, generated, new Augmentation(0.4), new SplittableRandom(3));
        int changedReals = 0;
        int changedGenerated = 0;
        for (int i = 0; i < COUNT; i++) {
            changedReals += examples.images().get(i).equals(real.get(i)) ? 0 : 1;
            changedGenerated += examples.images().get(COUNT + i).equals(generated.get(i)) ? 0 : 1;
        }
        // 1 − .6 · .8 = 52 % of 400, with a standard deviation of 10.
        assertThat(changedReals).isBetween(168, 248);
        assertThat(changedGenerated).isBetween(168, 248);
    }

    @Test
    void weighsChangedRealsMoreAndForgeriesAlike() {
        float[] weights = new Examples(real, generated, new Augmentation(0.4), new SplittableRandom(3)).weights();
        float one = 0.5f / COUNT;
        for (int i = 0; i < COUNT; i++) {
            assertThat(weights[i]).isIn(one, 2 * one, 8 * one);
            assertThat(weights[COUNT + i]).isEqualTo(one);
        }
    }

    @Test
    void leavesAllAsItIsWithoutAugmentation() {
        Examples examples = new Examples(real, generated, new Augmentation(0), new SplittableRandom(3));
        assertThat(examples.images().subList(0, COUNT)).isEqualTo(real);
        assertThat(examples.images().subList(COUNT, 2 * COUNT)).isEqualTo(generated);
        assertThat(examples.weights()).containsOnly(0.5f / COUNT);
    }
}
