package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.PixelGrid;
import io.gansieve.image.codec.DecodeResult.Decoded;
import io.gansieve.image.codec.DecodeResult.Reason;
import io.gansieve.image.codec.DecodeResult.Undecodable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegFileTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;
    private static final ImageShape SHAPE = new ImageShape(HEIGHT, WIDTH, 3);

    private static DecodeResult decode(byte[] file) {
        return new ImageDecoder(SHAPE, ImageFit.REJECT).decode(file);
    }

    private static Image image(byte[] file) {
        DecodeResult result = decode(file);
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).image();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decodesScansThatAreCompleteWithoutAnEndMarker(boolean progressive) throws IOException {
        byte[] file = file(progressive);

        assertThat(image(Arrays.copyOf(file, file.length - 2))).isEqualTo(image(file));
        assertThat(image(Arrays.copyOf(file, file.length - 1))).isEqualTo(image(file));
    }

    @Test
    void refusesAProgressiveFileThatLacksAScan() throws IOException {
        byte[] file = file(true);

        // Behind its scans a decoder would see nothing wrong: it would show a coarser picture.
        assertThat(decode(Arrays.copyOf(file, lastScan(file))))
                .isInstanceOfSatisfying(
                        Undecodable.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.CORRUPT));
    }

    @Test
    void passesOverPaddingBetweenSegmentsAndWhatFollowsTheEnd() throws IOException {
        byte[] file = file(false);
        byte[] padded = Fixtures.insert(file, 20, new byte[] {0, 0, 0});

        assertThat(image(padded)).isEqualTo(image(file));
        assertThat(image(Arrays.copyOf(file, file.length + 100))).isEqualTo(image(file));
    }

    @Test
    void takesAnUnknownTransformOfThreeComponentsForYcc() throws IOException {
        byte[] file = withoutJfif(file(false));

        assertThat(image(Fixtures.withAdobe(file, 2))).isEqualTo(image(file));
        assertThat(image(Fixtures.withAdobe(file, 0))).isNotEqualTo(image(file));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc3, 0xc5, 0xc9, 0xca})
    void namesTheCodingThatIsNotRead(int marker) throws IOException {
        byte[] file = file(false);
        file[indexOf(file, 0xc0)] = (byte) marker;

        assertThat(decode(file)).isInstanceOfSatisfying(Undecodable.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
            assertThat(refused.message()).containsAnyOf("lossless", "hierarchical", "arithmetic");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 0, 9})
    void turnsThePictureAsItsExifSays(int value) throws IOException {
        byte[] file = file(false);
        PixelGrid stored = PixelGrid.of(image(file));
        boolean swaps = value >= 5 && value <= 8;
        ImageShape shape = swaps ? new ImageShape(WIDTH, HEIGHT, 3) : SHAPE;

        DecodeResult result = new ImageDecoder(shape, ImageFit.REJECT).decode(withExif(file, value));

        assertThat(result).isInstanceOfSatisfying(Decoded.class, shown -> {
            assertThat(shown.width()).isEqualTo(shape.width());
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    int[] at = shownAt(value, x, y);
                    int pixel = 3 * (at[1] * shape.width() + at[0]);
                    assertThat(shown.image().at(pixel)).isEqualTo(stored.pixels()[3 * (y * WIDTH + x)] & 0xff);
                }
            }
        });
    }

    /** Where a stored pixel is shown, from the table of CIPA DC-008. */
    private static int[] shownAt(int value, int x, int y) {
        return switch (value) {
            case 2 -> new int[] {WIDTH - 1 - x, y};
            case 3 -> new int[] {WIDTH - 1 - x, HEIGHT - 1 - y};
            case 4 -> new int[] {x, HEIGHT - 1 - y};
            case 5 -> new int[] {y, x};
            case 6 -> new int[] {HEIGHT - 1 - y, x};
            case 7 -> new int[] {HEIGHT - 1 - y, WIDTH - 1 - x};
            case 8 -> new int[] {y, WIDTH - 1 - x};
            default -> new int[] {x, y};
        };
    }

    private static byte[] withExif(byte[] jpeg, int orientation) {
        byte[] segment = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        return Fixtures.insert(jpeg, 2, segment);
    }

    private static byte[] file(boolean progressive) throws IOException {
        Image smooth = Fixtures.smooth(SHAPE);
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int rgb = smooth.at(3 * i) << 16 | smooth.at(3 * i + 1) << 8 | smooth.at(3 * i + 2);
            picture.setRGB(i % WIDTH, i / WIDTH, rgb);
        }
        ImageWriter writer = JdkCodecs.jpegWriter();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    private static byte[] withoutJfif(byte[] file) {
        byte[] plain = Arrays.copyOf(file, file.length - 18);
        System.arraycopy(file, 20, plain, 2, file.length - 20);
        return plain;
    }

    /** Of the code behind the first such marker's 0xff. */
    private static int indexOf(byte[] file, int marker) {
        for (int i = 2; i < file.length; i++) {
            if (file[i - 1] == (byte) 0xff && file[i] == (byte) marker) {
                return i;
            }
        }
        throw new AssertionError("no marker " + marker);
    }

    private static int lastScan(byte[] file) {
        int last = 0;
        for (int i = 1; i < file.length; i++) {
            last = file[i - 1] == (byte) 0xff && file[i] == (byte) 0xda ? i - 1 : last;
        }
        return last;
    }
}
