package io.gansieve.image.codec;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Small files of every kind. The WebP ones, for which there is no encoder here, were written by libwebp's tools: 8x8 pixels. */
public final class Fixtures {
    public static final int RED = 0xc81e3c;
    public static final byte[] WEBP_RED = base64("UklGRh4AAABXRUJQVlA4TBEAAAAvB8ABAAdQjyKXp/+BiOh/AAA=");
    /** The upper four rows are transparent, the lower four red. */
    public static final byte[] WEBP_HALF = base64("UklGRiAAAABXRUJQVlA4TBQAAAAvB8ABEA8wHoM8PPMfh5j/iP4HPA==");

    public static final byte[] WEBP_LOSSY =
            base64("UklGRjoAAABXRUJQVlA4IC4AAACQAQCdASoIAAgAAMASJaACdLoAA5gA/vi1F/3GttI6Zf/t8P/7jy/+3w//bsgA");
    public static final byte[] WEBP_LOSSY_HALF = base64(
            "UklGRmAAAABXRUJQVlA4WAoAAAAQAAAABwAABwAAQUxQSAwAAAABDzD/ERFi/iP6H/BWUDggLgAAAJABAJ0BKggACAAAwBIloAJ0ugADmAD+"
                    + "+LUX/ca20jpl/+3w//uPL/7fD/9uyAA=");
    public static final byte[] WEBP_ANIMATED = base64(
            "UklGRogAAABXRUJQVlA4WAoAAAACAAAABwAABwAAQU5JTQYAAAD/////AABBTk1GKgAAAAAAAAAAAAcAAAcAAGQAAAJWUDhMEQAAAC8HwAEA"
                    + "B1CPIpen/4GI6H8AAEFOTUYqAAAAAAAAAAAABwAABwAAZAAAAFZQOEwRAAAALwfAAQAHUI9SFLn/gYjofwAA");

    private Fixtures() {}

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }

    /** An image of random values. */
    public static Image random(ImageShape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[shape.size()];
        random.nextBytes(pixels);
        return Image.of(shape, pixels);
    }

    /** An image that changes slowly, as photographs mostly do. */
    public static Image smooth(ImageShape shape) {
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / shape.channels() % shape.width();
            int y = i / shape.channels() / shape.width();
            pixels[i] = (byte) (40 + 3 * x + 2 * y + 20 * (i % shape.channels()));
        }
        return Image.of(shape, pixels);
    }

    public static BufferedImage buffered(int type, int width, int height, int argb) {
        BufferedImage image = new BufferedImage(width, height, type);
        int[] row = new int[width];
        Arrays.fill(row, argb);
        for (int y = 0; y < height; y++) {
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    public static byte[] file(String format, BufferedImage image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, file)) {
            throw new IOException("no writer for " + format);
        }
        return file.toByteArray();
    }

    public static byte[] animatedGif(int frames) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames; i++) {
                BufferedImage frame = buffered(BufferedImage.TYPE_BYTE_INDEXED, 9, 9, 0xff000000 | i * 0x334455);
                writer.writeToSequence(new IIOImage(frame, null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** A JPEG file of four components without a marker that says what they mean, every pixel alike. */
    public static byte[] fourComponentJpeg(int... pixel) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                raster.setPixel(x, y, pixel);
            }
        }
        ImageWriter writer = JdkCodecs.jpegWriter();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), writer.getDefaultWriteParam());
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** The file with Adobe's colour marker right behind its start. */
    public static byte[] withAdobe(byte[] jpeg, int transform) {
        byte[] marker = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
        };
        return insert(jpeg, 2, marker);
    }

    public static byte[] insert(byte[] file, int offset, byte[] part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, offset);
        out.writeBytes(part);
        out.write(file, offset, file.length - offset);
        return out.toByteArray();
    }

    /** A PNG chunk with its CRC. */
    public static byte[] chunk(String type, byte[] data) {
        byte[] chunk = new byte[data.length + 12];
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        buffer.putInt(data.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk, 4, data.length + 4);
        buffer.putInt((int) crc.getValue());
        return chunk;
    }

    /** A PNG file whose header claims another size. */
    public static byte[] pngClaiming(int width, int height) {
        byte[] png = Png.encode(random(ImageShape.MNIST, 1));
        byte[] header = Arrays.copyOfRange(png, 16, 29);
        ByteBuffer.wrap(header).putInt(width).putInt(height);
        System.arraycopy(chunk("IHDR", header), 0, png, 8, 25);
        return png;
    }

    public static BufferedImage sixteenBitGrey(int... samples) {
        BufferedImage image = ImageTypeSpecifier.createGrayscale(16, DataBuffer.TYPE_USHORT, false)
                .createBufferedImage(samples.length, samples.length);
        for (int y = 0; y < samples.length; y++) {
            image.getRaster().setSamples(0, y, samples.length, 1, 0, samples);
        }
        return image;
    }
}
