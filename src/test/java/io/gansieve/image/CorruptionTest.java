package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.codec.Fixtures;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CorruptionTest {
    private static double meanDifference(Image one, Image other) {
        double sum = 0;
        for (int i = 0; i < one.shape().size(); i++) {
            sum += Math.abs(one.at(i) - other.at(i));
        }
        return sum / one.shape().size();
    }

    @Test
    void hasTheStandardSet() {
        assertThat(Corruption.STANDARD)
                .extracting(Corruption::name)
                .containsExactly(
                        "jpeg-90",
                        "jpeg-75",
                        "jpeg-50",
                        "jpeg-30",
                        "webp-90",
                        "webp-75",
                        "webp-50",
                        "webp-30",
                        "blur-0.5",
                        "blur-1",
                        "blur-2",
                        "half-size",
                        "noise-4",
                        "noise-8",
                        "noise-16",
                        "shift-1",
                        "bits-clear-1",
                        "bits-clear-2",
                        "bits-set-1",
                        "bits-toggle-1",
                        "black-4",
                        "black-8",
                        "white-250",
                        "round-4",
                        "round-17",
                        "uniform-1",
                        "uniform-3",
                        "plus-1",
                        "minus-1",
                        "gamma-1.02",
                        "contrast-0.98");
    }

    @Test
    void changesAnImageALittleAndAlwaysAlike() {
        for (int channels : new int[] {1, 3}) {
            // From near black to near white.
            Image image = ramp(new ImageShape(28, 31, channels));
            for (Corruption corruption : Corruption.STANDARD) {
                Image changed = corruption.apply(image);
                assertThat(changed.shape()).isEqualTo(image.shape());
                assertThat(changed).as(corruption.name()).isNotEqualTo(image).isEqualTo(corruption.apply(image));
                // A slow ramp survives all of them; the strongest noise moves a value by 13 levels on average.
                assertThat(meanDifference(image, changed)).as(corruption.name()).isLessThan(16);
            }
        }
    }

    private static Image ramp(ImageShape shape) {
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (1 + 253 * (i / shape.channels()) / (shape.width() * shape.height() - 1));
        }
        return Image.of(shape, pixels);
    }

    @Test
    void shiftsByPixels() {
        Image image = Fixtures.random(new ImageShape(8, 8, 1), 3);
        Image shifted = new Corruption.Shift(1, 0).apply(image);
        assertThat(shifted.at(0)).isEqualTo(image.at(0));
        assertThat(shifted.at(1)).isEqualTo(image.at(0));
        assertThat(shifted.at(9)).isEqualTo(image.at(8));
    }

    @Test
    void addsNoiseOfItsStrength() {
        byte[] flat = new byte[64 * 64];
        Arrays.fill(flat, (byte) 128);
        Image image = Image.of(new ImageShape(64, 64, 1), flat);
        Image noisy = new Corruption.Noise(8, 1).apply(image);
        double sum = 0;
        for (int i = 0; i < flat.length; i++) {
            sum += Math.pow(noisy.at(i) - 128, 2);
        }
        // The standard error of the estimate from 4,096 values is 0.09.
        assertThat(Math.sqrt(sum / flat.length)).isBetween(7.6, 8.4);
        assertThat(new Corruption.Noise(8, 2).apply(image)).isNotEqualTo(noisy);
    }

    @Test
    void keepsAFlatImageUnderBlurAndHalving() {
        byte[] flat = new byte[9 * 9];
        Arrays.fill(flat, (byte) 77);
        Image image = Image.of(new ImageShape(9, 9, 1), flat);
        assertThat(new Corruption.Blur(2).apply(image)).isEqualTo(image);
        assertThat(new Corruption.HalfSize().apply(image)).isEqualTo(image);
    }

    @Test
    void refusesStrengthsThatMeanNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Corruption.Jpeg(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Webp(101))
                .withMessage("quality must be between 1 and 100: 101");
        assertThatIllegalArgumentException().isThrownBy(() -> new Corruption.Blur(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Corruption.Noise(Double.NaN, 0));
    }
}
