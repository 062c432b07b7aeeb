package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import io.gansieve.image.codec.DecodeResult.Decoded;
import io.gansieve.image.codec.DecodeResult.Reason;
import io.gansieve.image.codec.DecodeResult.Undecodable;
import io.gansieve.image.codec.DecodingRules.Animations;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static final ImageShape COLOUR = new ImageShape(16, 16, 3);
    private static final ImageShape GREY = new ImageShape(16, 16, 1);

    /** Of PNG, the longest: an empty IEND chunk; the padding of a BMP's last row is shorter. */
    private static final int END_MARKERS = 12;

    private static Image decode(byte[] file, ImageShape shape) {
        DecodeResult result = new ImageDecoder(shape, ImageFit.RESIZE).decode(file);
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).image();
    }

    private static Undecodable refuse(byte[] file) {
        DecodeResult result = new ImageDecoder(GREY, ImageFit.RESIZE).decode(file);
        assertThat(result).isInstanceOf(Undecodable.class);
        return (Undecodable) result;
    }

    private static int rgb(Image image, int pixel) {
        return image.at(3 * pixel) << 16 | image.at(3 * pixel + 1) << 8 | image.at(3 * pixel + 2);
    }

    private static Map<String, byte[]> everyFormat() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        BufferedImage red = Fixtures.buffered(BufferedImage.TYPE_INT_RGB, 20, 12, Fixtures.RED);
        files.put("png", Fixtures.file("png", red));
        files.put("jpeg", Fixtures.file("jpeg", red));
        files.put("gif", Fixtures.animatedGif(1));
        files.put("bmp", Fixtures.file("bmp", red));
        files.put("webp", Fixtures.WEBP_RED);
        return files;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void returnsThePixelsOfItsOwnShapeExactly(int channels) {
        ImageShape shape = new ImageShape(28, 28, channels);
        Image image = Fixtures.random(shape, 7);

        assertThat(decode(Png.encode(image), shape)).isEqualTo(image);
    }

    @Test
    void readsTheStoredGreyValuesOfTheJdksOwnFiles() throws IOException {
        BufferedImage ramp = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            ramp.getRaster().setSample(i % 16, i / 16, 0, i);
        }

        for (String format : new String[] {"png", "bmp"}) {
            Image image = decode(Fixtures.file(format, ramp), GREY);
            for (int i = 0; i < 256; i++) {
                assertThat(image.at(i)).isEqualTo(i);
            }
        }
    }

    @Test
    void readsEveryFormatAndNamesIt() throws IOException {
        for (Map.Entry<String, byte[]> entry : everyFormat().entrySet()) {
            DecodeResult result = new ImageDecoder(COLOUR, ImageFit.RESIZE).decode(entry.getValue());
            assertThat(result).as(entry.getKey()).isInstanceOf(Decoded.class);
            assertThat(((Decoded) result).format()).isEqualTo(entry.getKey());
        }
        assertThat(((Decoded) new ImageDecoder(COLOUR, ImageFit.RESIZE)
                                .decode(everyFormat().getOrDefault("png", new byte[0])))
                        .width())
                .isEqualTo(20);
    }

    @Test
    void refusesEveryPrefixThatLacksMoreThanAnEndMarker() throws IOException {
        ImageDecoder decoder = new ImageDecoder(GREY, ImageFit.RESIZE);
        for (Map.Entry<String, byte[]> entry : everyFormat().entrySet()) {
            byte[] file = entry.getValue();
            for (int length = 14; length < file.length; length++) {
                String cut = "%s of %d bytes cut to %d".formatted(entry.getKey(), file.length, length);
                DecodeResult result = decoder.decode(Arrays.copyOf(file, length));
                if (result instanceof Decoded decoded) {
                    assertThat(decoded.image()).as(cut).isEqualTo(decode(file, GREY));
                    assertThat(file.length - length).as(cut).isLessThanOrEqualTo(END_MARKERS);
                } else {
                    assertThat(((Undecodable) result).reason()).as(cut).isEqualTo(Reason.CORRUPT);
                }
            }
        }
    }

    @Test
    void decodesAPictureWithoutItsEndMarker() throws IOException {
        Map<String, byte[]> files = everyFormat();
        Map<String, Integer> markers = Map.of("png", 12, "jpeg", 2, "gif", 1);
        for (Map.Entry<String, Integer> marker : markers.entrySet()) {
            byte[] file = files.getOrDefault(marker.getKey(), new byte[0]);
            assertThat(decode(Arrays.copyOf(file, file.length - marker.getValue()), GREY))
                    .as(marker.getKey())
                    .isEqualTo(decode(file, GREY));
        }
    }

    @Test
    void survivesFlippedBytesOfEveryFormat() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        ImageDecoder decoder = new ImageDecoder(COLOUR, ImageFit.CENTER_CROP);
        for (byte[] file : everyFormat().values()) {
            for (int i = 0; i < 300; i++) {
                byte[] broken = file.clone();
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
                assertThat(decoder.decode(broken)).isNotNull();
            }
        }
    }

    @Test
    void refusesNothingAndWhatIsNoImage() {
        assertThat(refuse(new byte[0]).reason()).isEqualTo(Reason.EMPTY);
        Undecodable text = refuse("hello, world".getBytes(StandardCharsets.UTF_8));
        assertThat(text.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(text.message()).contains("plain text, 'hello, world'");
    }

    @Test
    void refusesFilesOverTheLimitUnread() {
        assertThat(refuse(new byte[ImageDecoder.MAX_BYTES + 1]).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void refusesHugeSizesByTheHeader() {
        assertThat(refuse(Fixtures.pngClaiming(60_000, 60_000)).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(refuse(Fixtures.pngClaiming(-1, -1)).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(refuse(Fixtures.pngClaiming(8000, 6251)).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(refuse(Fixtures.pngClaiming(0, 28)).reason()).isEqualTo(Reason.CORRUPT);
        assertThat(refuse(Fixtures.pngClaiming(29, 28)).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void refusesWrongChecksums() {
        byte[] png = Png.encode(Fixtures.random(GREY, 3));
        png[png.length - 20] ^= 1;

        assertThat(refuse(png).message()).contains("IDAT");
    }

    @Test
    void refusesAnimationsWhereItIsTold() throws IOException {
        DecodingRules rules = new DecodingRules(1_000_000, Animations.REFUSE, 8);
        ImageDecoder decoder = new ImageDecoder(GREY, ImageFit.RESIZE, rules, new DecodingBudget(64 << 20));

        for (byte[] file : List.of(Fixtures.animatedGif(2), Fixtures.WEBP_ANIMATED)) {
            assertThat(decoder.decode(file))
                    .isInstanceOfSatisfying(
                            Undecodable.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.ANIMATED));
        }
    }

    @Test
    void passesOverCompressedTextsThatWouldFillTheMemory() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(new byte[] {'k', 0, 0});
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(text, new Deflater(Deflater.BEST_COMPRESSION))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                deflater.write(zeros);
            }
        }
        Image image = Fixtures.random(GREY, 3);

        byte[] bomb = Fixtures.insert(Png.encode(image), 33, Fixtures.chunk("zTXt", text.toByteArray()));

        assertThat(decode(bomb, GREY)).isEqualTo(image);
    }

    @Test
    void turnsCmykIntoRgb() throws IOException {
        // JPEG's rounding moves a flat colour by a level or two.
        byte[] plain = Fixtures.fourComponentJpeg(255, 0, 0, 204);
        assertNear(decode(plain, COLOUR), 0xcc0000);
        byte[] inverted = Fixtures.withAdobe(Fixtures.fourComponentJpeg(255, 0, 0, 204), 0);
        assertNear(decode(inverted, COLOUR), 0xcc0000);
        // Y, Cb, Cr of cyan, which is the ink of red turned round, and four fifths of the light.
        byte[] ycck = Fixtures.withAdobe(Fixtures.fourComponentJpeg(179, 171, 1, 204), 2);
        assertNear(decode(ycck, COLOUR), 0xcb0000);
        assertThat(decode(plain, GREY).at(0)).isBetween(59, 63);
    }

    @Test
    void readsTheColoursOfJpeg() throws IOException {
        BufferedImage red = Fixtures.buffered(BufferedImage.TYPE_INT_RGB, 16, 16, Fixtures.RED);
        assertNear(decode(Fixtures.file("jpeg", red), COLOUR), Fixtures.RED);
    }

    @Test
    void readsWebp() {
        assertThat(rgb(decode(Fixtures.WEBP_RED, COLOUR), 0)).isEqualTo(Fixtures.RED);
        assertNear(decode(Fixtures.WEBP_LOSSY, COLOUR), Fixtures.RED);
    }

    private static void assertNear(Image image, int rgb) {
        Color expected = new Color(rgb);
        assertThat(image.at(0)).isBetween(expected.getRed() - 4, expected.getRed() + 4);
        assertThat(image.at(1)).isBetween(expected.getGreen() - 4, expected.getGreen() + 4);
        assertThat(image.at(2)).isBetween(expected.getBlue() - 4, expected.getBlue() + 4);
    }

    @Test
    void showsWhiteWhereAnImageIsTransparent() throws IOException {
        ImageShape eight = new ImageShape(8, 8, 3);
        BufferedImage half = Fixtures.buffered(BufferedImage.TYPE_INT_ARGB, 8, 8, 0x80000000);
        BufferedImage none = Fixtures.buffered(BufferedImage.TYPE_INT_ARGB, 8, 8, 0x00c81e3c);

        assertThat(rgb(decode(Fixtures.file("png", half), eight), 0)).isEqualTo(0x7f7f7f);
        assertThat(rgb(decode(Fixtures.file("png", none), eight), 0)).isEqualTo(0xffffff);
        for (byte[] webp : new byte[][] {Fixtures.WEBP_HALF, Fixtures.WEBP_LOSSY_HALF}) {
            assertThat(rgb(decode(webp, eight), 0)).isEqualTo(0xffffff);
            assertThat(decode(webp, eight).at(3 * 63 + 1)).isBetween(26, 34);
        }
    }

    @Test
    void scalesSixteenBitsToEight() throws IOException {
        byte[] png = Fixtures.file("png", Fixtures.sixteenBitGrey(0, 128, 129, 257, 25_700, 65_278, 65_407, 65_535));

        Image image = decode(png, new ImageShape(8, 8, 1));

        assertThat(Arrays.copyOf(image.pixels(), 8))
                .isEqualTo(new byte[] {0, 0, 1, 1, 100, (byte) 254, (byte) 255, (byte) 255});
    }

    @Test
    void expandsPalettes() throws IOException {
        byte[] channel = {10, (byte) 200};
        IndexColorModel palette = new IndexColorModel(1, 2, channel, new byte[] {20, 30}, new byte[] {30, 60});
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_BINARY, palette);
        image.getRaster().setSample(1, 0, 0, 1);

        for (String format : new String[] {"png", "bmp", "gif"}) {
            Image decoded = decode(Fixtures.file(format, image), new ImageShape(8, 8, 3));
            assertThat(rgb(decoded, 0)).isEqualTo(0x0a141e);
            assertThat(rgb(decoded, 1)).isEqualTo(0xc81e3c);
        }
    }

    @Test
    void expandsOneBit() throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_BINARY);
        image.getRaster().setSample(3, 0, 0, 1);

        for (String format : new String[] {"png", "bmp"}) {
            Image decoded = decode(Fixtures.file(format, image), new ImageShape(8, 8, 1));
            assertThat(decoded.at(2)).isZero();
            assertThat(decoded.at(3)).isEqualTo(255);
        }
    }

    @Test
    void makesGreyByRec601() throws IOException {
        BufferedImage red = Fixtures.buffered(BufferedImage.TYPE_INT_RGB, 16, 16, Fixtures.RED);
        // (299·200 + 587·30 + 114·60 + 500) / 1000
        assertThat(decode(Fixtures.file("png", red), GREY).at(0)).isEqualTo(84);
    }

    @Test
    void repeatsGreyInEveryChannel() {
        Image grey = Fixtures.random(GREY, 9);
        Image colour = decode(Png.encode(grey), COLOUR);
        for (int i = 0; i < GREY.size(); i++) {
            assertThat(rgb(colour, i)).isEqualTo(grey.at(i) * 0x010101);
        }
    }

    @Test
    void refusesOtherSizesWhereToldSo() {
        ImageDecoder decoder = new ImageDecoder(GREY, ImageFit.REJECT);
        Image image = Fixtures.random(GREY, 9);

        assertThat(decoder.decode(Png.encode(image))).isEqualTo(new Decoded(image, 16, 16, "png"));
        DecodeResult other = decoder.decode(Png.encode(Fixtures.random(ImageShape.MNIST, 9)));
        assertThat(other).isInstanceOfSatisfying(Undecodable.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.WRONG_SHAPE);
            assertThat(refused.message()).contains("16x16").contains("28x28");
        });
    }

    @Test
    void cutsTheCentreWhereToldSo() {
        byte[] pixels = new byte[8 * 24];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 24 / 8 * 100);
        }
        byte[] wide = Png.encode(Image.of(new ImageShape(8, 24, 1), pixels));
        ImageShape square = new ImageShape(8, 8, 1);

        Decoded cropped = (Decoded) new ImageDecoder(square, ImageFit.CENTER_CROP).decode(wide);

        assertThat(cropped.image().pixels()).containsOnly(100);
        assertThat(cropped.width()).isEqualTo(24);
        assertThat(decode(wide, square).pixels()).contains(0, (byte) 200);
    }
}
