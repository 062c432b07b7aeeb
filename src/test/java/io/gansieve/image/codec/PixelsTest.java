package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.DecodeResult.Decoded;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pixels of formats that are decoded here, beside the JDK's readers where those are right, and by hand where they are not. */
class PixelsTest {
    private static final ImageShape EIGHT = new ImageShape(8, 8, 3);

    private static Image decode(byte[] file, ImageShape shape) {
        DecodeResult result = new ImageDecoder(shape, ImageFit.REJECT).decode(file);
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).image();
    }

    @Test
    void readsPngGifAndBmpAsTheJdkDoes() throws IOException {
        for (Map.Entry<String, byte[]> entry : FuzzFiles.all().entrySet()) {
            String name = entry.getKey();
            boolean colours =
                    name.contains("palette") || name.contains("3 bands, type 0") || name.contains("4 bands, type 0");
            if (!name.matches("(png|gif|bmp).*") || name.contains("animated") || !(colours || name.startsWith("gif"))) {
                continue;
            }
            BufferedImage expected = ImageIO.read(new ByteArrayInputStream(entry.getValue()));
            Image image = decode(entry.getValue(), new ImageShape(expected.getHeight(), expected.getWidth(), 3));
            for (int i = 0; i < expected.getWidth() * expected.getHeight(); i++) {
                int argb = expected.getRGB(i % expected.getWidth(), i / expected.getWidth());
                assertThat(rgb(image, i)).as("%s, pixel %d", name, i).isEqualTo(onWhite(argb));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 2, 2", "4, 9, 9", "8, 77, 77", "16, 1000, 1000", "8, 77, 78", "16, 1000, 1001"})
    void showsWhiteInsteadOfTheTransparentGrey(int depth, int sample, int transparent) throws IOException {
        byte[] file = greyPng(depth, sample, transparent);

        int opaque = depth == 16 ? (sample * 255 + 32767) / 65535 : sample * 255 / ((1 << depth) - 1);
        assertThat(decode(file, EIGHT).at(0)).isEqualTo(sample == transparent ? 255 : opaque);
    }

    @Test
    void readsTheHeadersOfOs2() throws IOException {
        BufferedImage red = Fixtures.buffered(BufferedImage.TYPE_3BYTE_BGR, 8, 8, Fixtures.RED);
        byte[] windows = Fixtures.file("bmp", red);
        // The same fields, then 24 bytes of OS/2's own.
        byte[] os2 = Fixtures.insert(windows, 54, new byte[24]);
        ByteBuffer.wrap(os2).order(ByteOrder.LITTLE_ENDIAN).putInt(10, 78).putInt(14, 64);

        assertThat(decode(os2, EIGHT)).isEqualTo(decode(windows, EIGHT));
    }

    @Test
    void keepsTheFirstColourWhereRunsPassOver() {
        ByteBuffer file = ByteBuffer.allocate(14 + 40 + 1024 + 64).order(ByteOrder.LITTLE_ENDIAN);
        file.put("BM".getBytes(StandardCharsets.US_ASCII))
                .putInt(file.capacity())
                .putInt(0)
                .putInt(14 + 40 + 1024);
        file.putInt(40)
                .putInt(8)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 8)
                .putInt(1)
                .putInt(64);
        file.position(14 + 40 + 4);
        file.putInt(0x00c81e3c);
        file.position(14 + 40 + 1024);
        // The lowest row: two pixels, three passed over, three literal ones and their padding; then the end.
        file.put(new byte[] {2, 1, 0, 2, 3, 0, 0, 3, 1, 1, 1, 0, 0, 1});

        Image image = decode(file.array(), EIGHT);

        assertThat(rgb(image, 56)).isEqualTo(Fixtures.RED);
        assertThat(rgb(image, 58)).isZero();
        assertThat(rgb(image, 61)).isEqualTo(Fixtures.RED);
        assertThat(rgb(image, 0)).isZero();
    }

    @Test
    void averagesEveryPixelOfALargePicture() throws IOException {
        // A chequerboard: whoever passes over pixels sees black or white.
        byte[] file = chequerboard(6000, 4000);

        Image image = decode(file, ImageShape.MNIST, ImageFit.RESIZE);

        for (int i = 0; i < image.shape().size(); i++) {
            assertThat(image.at(i)).isBetween(127, 128);
        }
        assertThat(decode(file, ImageShape.MNIST, ImageFit.CENTER_CROP).at(400)).isBetween(127, 128);
    }

    private static Image decode(byte[] file, ImageShape shape, ImageFit fit) {
        DecodeResult result = new ImageDecoder(shape, fit).decode(file);
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).image();
    }

    /** One bit a pixel. */
    private static byte[] chequerboard(int width, int height) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            byte[] row = new byte[1 + width / 8];
            for (int y = 0; y < height; y++) {
                java.util.Arrays.fill(row, 1, row.length, (byte) (y % 2 == 0 ? 0x55 : 0xaa));
                deflater.write(row);
            }
        }
        return png(width, height, 1, new byte[0], data.toByteArray());
    }

    private static byte[] greyPng(int depth, int sample, int transparent) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            for (int y = 0; y < 8; y++) {
                deflater.write(0);
                for (int bit = 0; bit < 8 * depth; bit += 8) {
                    int value = depth == 16 ? (bit % 16 == 0 ? sample >> 8 : sample) : 0;
                    for (int shift = 0; depth < 16 && shift < 8; shift += depth) {
                        value |= sample << shift;
                    }
                    deflater.write(value);
                }
            }
        }
        byte[] transparency = Fixtures.chunk("tRNS", new byte[] {(byte) (transparent >> 8), (byte) transparent});
        return png(8, 8, depth, transparency, data.toByteArray());
    }

    private static byte[] png(int width, int height, int depth, byte[] chunks, byte[] data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .array();
        file.writeBytes(Fixtures.chunk("IHDR", header));
        file.writeBytes(chunks);
        file.writeBytes(Fixtures.chunk("IDAT", data));
        file.writeBytes(Fixtures.chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    private static int rgb(Image image, int pixel) {
        return image.at(3 * pixel) << 16 | image.at(3 * pixel + 1) << 8 | image.at(3 * pixel + 2);
    }

    private static int onWhite(int argb) {
        Color colour = new Color(argb, true);
        int alpha = colour.getAlpha();
        return onWhite(colour.getRed(), alpha) << 16
                | onWhite(colour.getGreen(), alpha) << 8
                | onWhite(colour.getBlue(), alpha);
    }

    private static int onWhite(int value, int alpha) {
        return (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }
}
