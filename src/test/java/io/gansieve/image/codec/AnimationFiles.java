package io.gansieve.image.codec;

import io.gansieve.image.codec.Frame.Disposal;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes animations of grey frames, without loss, in the three formats that have them. */
public final class AnimationFiles {
    /** Of a pixel that shows what is below. */
    static final int CLEAR = -1;

    private static final int GIF_TRANSPARENT = 255;

    /** @param grey a level of 0 to 254 a pixel, row by row, or {@link #CLEAR} */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Part(int left, int top, int width, int height, boolean over, Disposal disposal, int[] grey) {}

    private AnimationFiles() {}

    /** Frames that fill a canvas, each of one level. */
    static List<Part> plain(int width, int height, int... levels) {
        return Arrays.stream(levels)
                .mapToObj(level -> {
                    int[] grey = new int[width * height];
                    Arrays.fill(grey, level);
                    return new Part(0, 0, width, height, true, Disposal.KEEP, grey);
                })
                .toList();
    }

    static byte[] gif(int width, int height, List<Part> parts) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteBuffer screen = ByteBuffer.allocate(13 + 768).order(ByteOrder.LITTLE_ENDIAN);
        screen.put(ascii("GIF89a")).putShort((short) width).putShort((short) height);
        screen.put((byte) 0xf7).put((byte) 0).put((byte) 0);
        for (int level = 0; level < 256; level++) {
            screen.put((byte) level).put((byte) level).put((byte) level);
        }
        file.writeBytes(screen.array());
        for (Part part : parts) {
            file.writeBytes(
                    new byte[] {0x21, (byte) 0xf9, 4, (byte) (disposal(part) << 2 | 1), 5, 0, (byte) GIF_TRANSPARENT, 0
                    });
            ByteBuffer descriptor = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
            descriptor.put((byte) 0x2c).putShort((short) part.left()).putShort((short) part.top());
            descriptor.putShort((short) part.width()).putShort((short) part.height());
            file.writeBytes(descriptor.array());
            file.write(8);
            file.writeBytes(subBlocks(codes(part.grey())));
        }
        file.write(0x3b);
        return file.toByteArray();
    }

    /** In GIF; PNG counts from 0. */
    private static int disposal(Part part) {
        return switch (part.disposal()) {
            case KEEP -> 1;
            case CLEAR -> 2;
            case RESTORE -> 3;
        };
    }

    /** Codes of nine bits; a clear code comes before they would grow. */
    private static byte[] codes(int[] grey) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long pending = 0;
        int count = 0;
        for (int i = 0; i <= grey.length; i++) {
            int code = i == grey.length ? 257 : grey[i] == CLEAR ? GIF_TRANSPARENT : grey[i];
            if (i % 200 == 0) {
                pending |= 256L << count;
                count += 9;
            }
            pending |= (long) code << count;
            count += 9;
            for (; count >= 8; count -= 8) {
                bytes.write((int) pending);
                pending >>>= 8;
            }
        }
        bytes.write((int) pending);
        return bytes.toByteArray();
    }

    private static byte[] subBlocks(byte[] data) {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int from = 0; from < data.length; from += 255) {
            int length = Math.min(255, data.length - from);
            blocks.write(length);
            blocks.write(data, from, length);
        }
        blocks.write(0);
        return blocks.toByteArray();
    }

    /** @param hidden whether a picture comes first that is no frame */
    static byte[] png(int width, int height, List<Part> parts, boolean hidden) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put((byte) 6)
                .array();
        file.writeBytes(Fixtures.chunk("IHDR", header));
        file.writeBytes(Fixtures.chunk(
                "acTL", ByteBuffer.allocate(8).putInt(parts.size()).array()));
        if (hidden) {
            int[] black = new int[width * height];
            file.writeBytes(Fixtures.chunk("IDAT", rows(new Part(0, 0, width, height, true, Disposal.KEEP, black))));
        }
        int number = 0;
        for (Part part : parts) {
            file.writeBytes(Fixtures.chunk("fcTL", control(number++, part)));
            if (number == 1 && !hidden) {
                file.writeBytes(Fixtures.chunk("IDAT", rows(part)));
            } else {
                byte[] rows = rows(part);
                file.writeBytes(Fixtures.chunk(
                        "fdAT",
                        ByteBuffer.allocate(4 + rows.length)
                                .putInt(number++)
                                .put(rows)
                                .array()));
            }
        }
        file.writeBytes(Fixtures.chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    private static byte[] control(int number, Part part) {
        return ByteBuffer.allocate(26)
                .putInt(number)
                .putInt(part.width())
                .putInt(part.height())
                .putInt(part.left())
                .putInt(part.top())
                .putShort((short) 1)
                .putShort((short) 20)
                .put((byte) (disposal(part) - 1))
                .put((byte) (part.over() ? 1 : 0))
                .array();
    }

    private static byte[] rows(Part part) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            for (int i = 0; i < part.grey().length; i++) {
                if (i % part.width() == 0) {
                    deflater.write(0);
                }
                int level = part.grey()[i];
                deflater.write(
                        new byte[] {(byte) level, (byte) level, (byte) level, (byte) (level == CLEAR ? 0 : 255)});
            }
        }
        return data.toByteArray();
    }

    /** Offsets must be even; a frame cannot restore. */
    static byte[] webp(int width, int height, List<Part> parts) throws IOException {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        chunks.writeBytes(riff("VP8X", concat(new byte[] {0x12, 0, 0, 0}, u24(width - 1), u24(height - 1))));
        chunks.writeBytes(riff("ANIM", new byte[6]));
        for (Part part : parts) {
            byte[] still = losslessWebp(part);
            byte[] frame = concat(
                    u24(part.left() / 2),
                    u24(part.top() / 2),
                    u24(part.width() - 1),
                    u24(part.height() - 1),
                    u24(50),
                    new byte[] {(byte) ((part.over() ? 0 : 2) | (part.disposal() == Disposal.CLEAR ? 1 : 0))},
                    Arrays.copyOfRange(still, 12, still.length));
            chunks.writeBytes(riff("ANMF", frame));
        }
        return riff("RIFF", concat(ascii("WEBP"), chunks.toByteArray()));
    }

    /** A RIFF file of one VP8L chunk. */
    static byte[] losslessWebp(Part part) throws IOException {
        BufferedImage image = new BufferedImage(part.width(), part.height(), BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < part.grey().length; i++) {
            int level = part.grey()[i];
            int argb = level == CLEAR ? 0 : 0xff000000 | level * 0x10101;
            image.setRGB(i % part.width(), i / part.width(), argb);
        }
        ImageWriter writer = Webp.writer();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType("Lossless");
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    private static byte[] riff(String tag, byte[] content) {
        return ByteBuffer.allocate(8 + content.length + content.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii(tag))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] u24(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
