package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GreyHistogramTest {
    private static final ImageShape GREY = new ImageShape(8, 8, 1);

    @Test
    void sharesEndsOfTheRangeFinest() {
        byte[] pixels = new byte[GREY.size()];
        int[] levels = {1, 3, 4, 12, 13, 254, 255, 255};
        for (int i = 0; i < levels.length; i++) {
            pixels[i] = (byte) levels[i];
        }
        double pixel = 1.0 / 64;

        assertThat(GreyHistogram.of(Image.of(GREY, pixels)))
                .containsExactly(56 * pixel, 2 * pixel, 2 * pixel, pixel, 0, 0, 0, 0, 0, 0, 0, pixel, 2 * pixel);
    }

    @Test
    void putsChannelsSideBySide() {
        ImageShape colour = new ImageShape(8, 8, 3);
        byte[] pixels = new byte[colour.size()];
        for (int i = 1; i < pixels.length; i += 3) {
            pixels[i] = (byte) 255;
        }

        double[] shares = GreyHistogram.of(Image.of(colour, pixels));

        assertThat(shares).hasSize(3 * GreyHistogram.BINS);
        assertThat(shares[0]).isEqualTo(1);
        assertThat(shares[2 * GreyHistogram.BINS - 1]).isEqualTo(1);
        assertThat(shares[2 * GreyHistogram.BINS]).isEqualTo(1);
    }
}
