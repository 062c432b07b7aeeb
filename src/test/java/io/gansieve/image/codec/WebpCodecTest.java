package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WebpCodecTest {
    private static int largestDifference(Image one, Image other) {
        int largest = 0;
        for (int i = 0; i < one.shape().size(); i++) {
            largest = Math.max(largest, Math.abs(one.at(i) - other.at(i)));
        }
        return largest;
    }

    @Test
    void writesLossyFiles() {
        byte[] file = WebpCodec.encode(Fixtures.smooth(ImageShape.MNIST), 80);
        assertThat(new String(file, 8, 8, StandardCharsets.ISO_8859_1)).isEqualTo("WEBPVP8 ");
        assertThat(WebpCodec.encode(Fixtures.smooth(ImageShape.MNIST), 80)).isEqualTo(file);
    }

    @Test
    void writesLargerFilesOfHigherQuality() {
        Image image = Fixtures.random(ImageShape.MNIST, 5);
        assertThat(WebpCodec.encode(image, 95)).hasSizeGreaterThan(WebpCodec.encode(image, 80).length);
        assertThat(WebpCodec.encode(image, 80)).hasSizeGreaterThan(WebpCodec.encode(image, 30).length);
    }

    @Test
    void keepsASmoothImageAtHighQuality() {
        for (int channels : new int[] {1, 3}) {
            Image image = Fixtures.smooth(new ImageShape(28, 31, channels));
            // 220 levels of luma round by one, the quantiser by a few more; colour is subsampled.
            assertThat(largestDifference(image, WebpCodec.roundTrip(image, 100)))
                    .as("%d channels", channels)
                    .isLessThanOrEqualTo(channels == 1 ? 4 : 16);
        }
    }

    @Test
    void keepsChannelsApart() {
        byte[] orange = new byte[16 * 16 * 3];
        for (int i = 0; i < orange.length; i += 3) {
            orange[i] = (byte) 220;
            orange[i + 1] = (byte) 120;
            orange[i + 2] = 40;
        }
        Image image = Image.of(new ImageShape(16, 16, 3), orange);
        // A flat picture has no detail to lose: what is left is the rounding of luma and chroma.
        assertThat(largestDifference(image, WebpCodec.roundTrip(image, 95))).isLessThanOrEqualTo(4);
    }

    @Test
    void keepsFlatGreys() {
        for (int level : new int[] {0, 1, 77, 254, 255}) {
            byte[] flat = new byte[ImageShape.MNIST.size()];
            Arrays.fill(flat, (byte) level);
            Image image = Image.of(ImageShape.MNIST, flat);
            assertThat(largestDifference(image, WebpCodec.roundTrip(image, 90)))
                    .as("%d", level)
                    .isLessThanOrEqualTo(2);
        }
    }
}
