package io.gansieve.streams;

import io.gansieve.image.codec.AnimatedGif;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Image files made on the spot. */
final class TestImages {
    private TestImages() {}

    /** A GIF of grey frames, one for each value. */
    static byte[] animation(int width, int height, int... values) {
        return AnimatedGif.ofPngs(
                Arrays.stream(values)
                        .mapToObj(value -> png(width, height, value))
                        .toList(),
                Duration.ofMillis(100));
    }

    /** A grey PNG, every pixel {@code value}. */
    static byte[] png(int width, int height, int value) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, value);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
