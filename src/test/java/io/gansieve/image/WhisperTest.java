package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.codec.Fixtures;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WhisperTest {
    private static int[] edited(Whisper edit, int... values) {
        ImageShape shape = new ImageShape(8, 8, 1);
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = (byte) values[i];
        }
        Image image = edit.apply(Image.of(shape, pixels));
        return IntStream.range(0, values.length).map(image::at).toArray();
    }

    @Test
    void changesValuesAsItsNameSays() {
        assertThat(edited(new Whisper.LowBits(Whisper.Fill.CLEAR, 1), 0, 1, 7, 255))
                .containsExactly(0, 0, 6, 254);
        assertThat(edited(new Whisper.LowBits(Whisper.Fill.SET, 2), 0, 1, 7, 252))
                .containsExactly(3, 3, 7, 255);
        assertThat(edited(new Whisper.LowBits(Whisper.Fill.TOGGLE, 1), 0, 1, 254, 255))
                .containsExactly(1, 0, 255, 254);
        assertThat(edited(new Whisper.BlackUpTo(4), 0, 4, 5, 255)).containsExactly(0, 0, 5, 255);
        assertThat(edited(new Whisper.WhiteFrom(250), 0, 249, 250, 255)).containsExactly(0, 249, 255, 255);
        assertThat(edited(new Whisper.Rounding(4), 0, 1, 3, 254)).containsExactly(0, 0, 4, 255);
        // Four levels from black to white.
        assertThat(edited(new Whisper.Rounding(85), 40, 100, 200, 250)).containsExactly(0, 85, 170, 255);
        assertThat(edited(new Whisper.Offset(2), 0, 100, 254)).containsExactly(2, 102, 255);
        assertThat(edited(new Whisper.Offset(-2), 1, 100, 255)).containsExactly(0, 98, 253);
        assertThat(edited(new Whisper.Gamma(1.02), 0, 100, 255)).containsExactly(0, 98, 255);
        assertThat(edited(new Whisper.Contrast(0.98), 0, 128, 255)).containsExactly(3, 128, 252);
    }

    @Test
    void addsEveryLevelOfNoiseAlikeAndOtherNoiseToOtherImages() {
        Image image = Fixtures.smooth(new ImageShape(64, 64, 1));
        Image noisy = new Whisper.UniformNoise(1, 7).apply(image);
        int[] counts = new int[3];
        for (int i = 0; i < image.shape().size(); i++) {
            counts[noisy.at(i) - image.at(i) + 1]++;
        }
        // Of 4,096 values, 1,365 each with a standard deviation of 30; the ramp ends at 0 and 255 nowhere.
        for (int count : counts) {
            assertThat(count).isBetween(1_240, 1_490);
        }
        assertThat(new Whisper.UniformNoise(1, 8).apply(image)).isNotEqualTo(noisy);
    }

    @Test
    void isCalledByItsStrength() {
        assertThat(HarmlessEdit.whispers())
                .allSatisfy(
                        edit -> assertThat(edit.draw(new SplittableRandom(1))).isInstanceOf(Whisper.class));
        assertThat(new Whisper.Rounding(8.5).name()).isEqualTo("round-8.5");
        assertThat(new Whisper.Offset(-3).name()).isEqualTo("minus-3");
    }

    @Test
    void refusesStrengthsThatMeanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Whisper.LowBits(Whisper.Fill.CLEAR, 0))
                .withMessage("bits must be between 1 and 4: 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Whisper.BlackUpTo(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Whisper.WhiteFrom(255));
        assertThatIllegalArgumentException().isThrownBy(() -> new Whisper.Rounding(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Whisper.Offset(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Whisper.Gamma(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Whisper.Contrast(Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> new Whisper.UniformNoise(0, 1));
    }
}
