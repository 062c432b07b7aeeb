package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static Image image() {
        byte[] pixels = new byte[ImageShape.MNIST.size()];
        new SplittableRandom(1).nextBytes(pixels);
        return Image.of(ImageShape.MNIST, pixels);
    }

    @Test
    void changesTheShareOfImagesThatWasAskedFor() {
        SplittableRandom random = new SplittableRandom(2);
        Image image = image();
        int changed = 0;
        for (int i = 0; i < 2_000; i++) {
            Image augmented = new Augmentation(0.5).process(image, random);
            assertThat(augmented.shape()).isEqualTo(image.shape());
            changed += augmented.equals(image) ? 0 : 1;
        }
        // Half of them, less one shift in 25 that goes nowhere; the standard deviation is 22.
        assertThat(changed).isBetween(920, 1080);
    }

    @Test
    void editsGreyLevelsOfHalfAsManyImages() {
        SplittableRandom random = new SplittableRandom(3);
        Image image = image();
        int changed = 0;
        for (int i = 0; i < 2_000; i++) {
            Image augmented = new Augmentation(1).whisper(image, random);
            changed += augmented.equals(image) ? 0 : 1;
        }
        // Half of them; the standard deviation is 22. Hardly an edit changes nothing.
        assertThat(changed).isBetween(920, 1080);
    }

    @Test
    void leavesImagesAloneAtProbabilityZero() {
        Image image = image();
        assertThat(new Augmentation(0).process(image, new SplittableRandom(1))).isSameAs(image);
        assertThat(new Augmentation(0).whisper(image, new SplittableRandom(1))).isSameAs(image);
    }

    @Test
    void refusesWhatIsNoProbability() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Augmentation(-0.1))
                .withMessage("augmentation must be in [0, 1]: -0.1");
    }
}
