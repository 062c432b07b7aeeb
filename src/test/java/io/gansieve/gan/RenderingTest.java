package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.ImageShape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final ImageShape SHAPE = new ImageShape(8, 9, 3);

    private static float[] planes() {
        SplittableRandom random = new SplittableRandom(1);
        float[] planes = new float[SHAPE.size()];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (float) random.nextDouble(-1, 1);
        }
        return planes;
    }

    @Test
    void leavesImagesAloneAtProbabilityZero() {
        float[] planes = planes();
        assertThat(new Rendering(0).apply(planes, SHAPE, new SplittableRandom(2)))
                .isSameAs(planes);
    }

    @Test
    void changesEveryImageInItsOwnWayAndNeverItsArgument() {
        float[] planes = planes();
        SplittableRandom random = new SplittableRandom(3);
        float[] before = planes;
        for (int i = 0; i < 200; i++) {
            float[] rendered = new Rendering(1).apply(planes, SHAPE, random);
            assertThat(rendered).hasSize(planes.length).isNotEqualTo(before);
            for (float value : rendered) {
                assertThat(value).isBetween(-3f, 3f);
            }
            before = rendered;
        }
        assertThat(planes).isEqualTo(planes());
    }

    @Test
    void refusesWhatIsNoProbability() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rendering(1.5))
                .withMessage("rendering must be in [0, 1]: 1.5");
    }
}
