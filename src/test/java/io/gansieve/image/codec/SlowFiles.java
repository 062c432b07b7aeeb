package io.gansieve.image.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** The costliest files of each format that are known: small, and within the limits of size unless they are named otherwise. */
final class SlowFiles {
    static final int WIDE = 16_384;
    static final int HIGH = 3051;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    private SlowFiles() {}

    static Map<String, byte[]> all() {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("png, 16 bits, Paeth", png(WIDE, HIGH, 6, 16, 0));
        files.put("png, 16 bits, Paeth, interlaced", png(WIDE, HIGH, 6, 16, 1));
        files.put("png, 1 bit, one column", png(1, WIDE, 0, 1, 0));
        files.put("png, one row, interlaced", png(WIDE, 1, 6, 16, 1));
        files.put("png, blocks of nothing", pngOfEmptyBlocks());
        files.put("png, chunks of nothing", pngOfEmptyChunks());
        files.put("jpeg, 100 scans, 50 million pixels", jpeg(WIDE, HIGH, 99));
        files.put("jpeg, 15 scans, 50 million pixels", jpeg(WIDE, HIGH, 14));
        files.put("jpeg, 100 scans, 8 million pixels", jpeg(2800, 2800, 99));
        files.put("jpeg, tables of nothing", jpegOfTables());
        files.put("gif, 50 million pixels", gif(WIDE, HIGH, 1));
        files.put("gif, frames of 4 million pixels", gif(2048, 2048, 200));
        files.put("gif, frames of one pixel", gif(1, 1, 9999));
        files.put("bmp, runs past the row", bmpOfRuns());
        files.put("webp, lossless, 50 million pixels", webp(WIDE - 1, HIGH, 0, 1, 2));
        files.put("webp, a transform again and again", webp(WIDE - 1, HIGH, repeated()));
        return files;
    }

    private static int[] repeated() {
        int[] transforms = new int[100_000];
        Arrays.fill(transforms, 0);
        return transforms;
    }

    private static byte[] png(int width, int height, int colour, int depth, int interlace) {
        int bits = depth * (colour == 6 ? 4 : 1);
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(1);
        byte[] buffer = new byte[1 << 16];
        byte[] row = new byte[1 + (int) (((long) width * bits + 7) / 8)];
        // Of an interlaced picture the last pass is half of all; more data than are read do no harm.
        row[0] = 4;
        for (int y = 0; y < 2 * height + 8; y++) {
            deflater.setInput(row);
            while (!deflater.needsInput()) {
                rows.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            rows.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return png(width, height, colour, depth, interlace, chunk("IDAT", rows.toByteArray()));
    }

    private static byte[] png(int width, int height, int colour, int depth, int interlace, byte[] data) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) colour)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) interlace)
                .array();
        return join(SIGNATURE, chunk("IHDR", header), data, chunk("IEND", new byte[0]));
    }

    private static byte[] chunk(String type, byte[] content) {
        byte[] named = join(type.getBytes(StandardCharsets.ISO_8859_1), content);
        CRC32 crc = new CRC32();
        crc.update(named);
        ByteBuffer chunk =
                ByteBuffer.allocate(named.length + 8).putInt(content.length).put(named);
        return chunk.putInt((int) crc.getValue()).array();
    }

    /** Deflate blocks with tables of their own, each of which ends at once: work without a pixel. */
    private static byte[] pngOfEmptyBlocks() {
        Bits bits = new Bits();
        bits.write(0x78, 8).write(0x01, 8);
        while (bits.size() < (8 << 20) - 1000) {
            // Not the last, dynamic; 257 literals, 1 distance, 18 lengths of code lengths.
            bits.write(0, 1).write(2, 2).write(0, 5).write(0, 5).write(14, 4);
            // 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1: of 18 and 1, a bit each.
            for (int i = 0; i < 18; i++) {
                bits.write(i == 2 || i == 17 ? 1 : 0, 3);
            }
            // 256 zeros in two runs, the end of the block, one distance.
            bits.write(1, 1).write(127, 7).write(1, 1).write(107, 7).write(0, 1).write(0, 1);
            bits.write(0, 1);
        }
        return png(28, 28, 0, 8, 0, chunk("IDAT", bits.bytes()));
    }

    private static byte[] pngOfEmptyChunks() {
        byte[] empty = chunk("IDAT", new byte[0]);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (data.size() < (8 << 20) - 1000) {
            data.writeBytes(empty);
        }
        return png(28, 28, 0, 8, 0, data.toByteArray());
    }

    /** Grey, progressive: the first scan and refinements of no coefficient, each of a few bytes for all blocks. */
    private static byte[] jpeg(int width, int height, int refinements) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8});
        byte[] quantization = new byte[65];
        Arrays.fill(quantization, 1, 65, (byte) 1);
        segment(file, 0xdb, quantization);
        segment(file, 0xc2, new byte[] {
            8, (byte) (height >> 8), (byte) height, (byte) (width >> 8), (byte) width, 1, 1, 0x11, 0
        });
        // One code of one bit: difference 0; end of bands, of 2^14 blocks and 14 bits more.
        segment(file, 0xc4, table(0, 0));
        segment(file, 0xc4, table(0x10, 0xe0));
        int blocks = ((width + 7) / 8) * ((height + 7) / 8);
        scan(file, 0, 0, 0, new byte[(blocks + 7) / 8]);
        for (int i = 0; i < refinements; i++) {
            Bits bits = new Bits();
            for (int left = blocks; left > 0; left -= 32_767) {
                // The highest bit of a byte comes first: a code of 0, then fourteen ones.
                bits.writeHigh(0, 1).writeHigh(0x3fff, 14);
            }
            int bit = 13 - i % 14;
            scan(file, 1 + i / 14, 63, (i % 14 == 0 ? 0 : (bit + 1) << 4) | bit, stuffed(bits.bytes()));
        }
        file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
        return file.toByteArray();
    }

    private static byte[] table(int kind, int symbol) {
        byte[] table = new byte[18];
        table[0] = (byte) kind;
        table[1] = 1;
        table[17] = (byte) symbol;
        return table;
    }

    private static void scan(ByteArrayOutputStream file, int first, int last, int bits, byte[] data) {
        segment(file, 0xda, new byte[] {1, 1, 0, (byte) first, (byte) last, (byte) bits});
        file.writeBytes(data);
    }

    private static byte[] stuffed(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte one : data) {
            out.write(one);
            if (one == (byte) 0xff) {
                out.write(0);
            }
        }
        return out.toByteArray();
    }

    private static void segment(ByteArrayOutputStream file, int marker, byte[] content) {
        file.write(0xff);
        file.write(marker);
        file.write((content.length + 2) >> 8);
        file.write(content.length + 2);
        file.writeBytes(content);
    }

    private static byte[] jpegOfTables() {
        byte[] file = jpeg(64, 64, 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, 2);
        while (out.size() < (8 << 20) - 1000) {
            segment(out, 0xc4, table(0, 0));
        }
        out.write(file, 2, file.length - 2);
        return out.toByteArray();
    }

    private static byte[] gif(int width, int height, int frames) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("GIF89a".getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(new byte[] {(byte) width, (byte) (width >> 8), (byte) height, (byte) (height >> 8)});
        file.writeBytes(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, -1, -1, -1});
        byte[] picture = strings((long) width * height);
        for (int i = 0; i < frames; i++) {
            file.writeBytes(new byte[] {0x2c, 0, 0, 0, 0});
            file.writeBytes(new byte[] {(byte) width, (byte) (width >> 8), (byte) height, (byte) (height >> 8), 0});
            file.writeBytes(picture);
        }
        file.write(0x3b);
        return file.toByteArray();
    }

    /** Zeros, in strings each longer by one than the one before, up to the last that a table holds. */
    private static byte[] strings(long pixels) {
        Bits bits = new Bits();
        bits.write(4, 3);
        int size = 3;
        int next = 6;
        long left = pixels;
        bits.write(0, size);
        left--;
        int length = 1;
        while (left > 0) {
            int code = next;
            if (next < 4096) {
                next++;
                length++;
            } else {
                code = 4095;
            }
            bits.write(code, size);
            left -= length;
            if (next == 1 << size && size < 12) {
                size++;
            }
        }
        bits.write(5, size);
        byte[] codes = bits.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(2);
        for (int from = 0; from < codes.length; from += 255) {
            int count = Math.min(255, codes.length - from);
            out.write(count);
            out.write(codes, from, count);
        }
        out.write(0);
        return out.toByteArray();
    }

    private static byte[] bmpOfRuns() {
        int runs = 4 << 20;
        ByteBuffer file = ByteBuffer.allocate(14 + 40 + 1024 + 2 * runs - 2000).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(14 + 40 + 1024);
        file.putInt(40)
                .putInt(28)
                .putInt(28)
                .putShort((short) 1)
                .putShort((short) 8)
                .putInt(1)
                .putInt(0);
        file.putInt(0).putInt(0).putInt(256).putInt(0);
        file.position(14 + 40 + 1024);
        while (file.remaining() >= 4) {
            file.put((byte) 255).put((byte) 0);
        }
        file.put((byte) 0).put((byte) 1);
        return file.array();
    }

    /** Every code has one symbol, which takes no bits: a picture of any size is as long as its headers. */
    private static byte[] webp(int width, int height, int... transforms) {
        Bits bits = new Bits();
        bits.write(0x2f, 8)
                .write(width - 1, 14)
                .write(height - 1, 14)
                .write(0, 1)
                .write(0, 3);
        for (int transform : transforms) {
            bits.write(1, 1).write(transform, 2);
            if (transform < 2) {
                // Blocks of 4x4.
                bits.write(0, 3);
                picture(bits);
            }
        }
        bits.write(0, 1).write(0, 1);
        codes(bits.write(0, 1));
        byte[] data = Arrays.copyOf(bits.bytes(), (bits.size() + 7000) & ~1);
        return ByteBuffer.allocate(20 + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(12 + data.length)
                .put("WEBPVP8L".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(data.length)
                .put(data)
                .array();
    }

    private static void picture(Bits bits) {
        codes(bits.write(0, 1));
    }

    /** Simple, one symbol, of one bit: 0. */
    private static void codes(Bits bits) {
        for (int i = 0; i < 5; i++) {
            bits.write(1, 1).write(0, 1).write(0, 1).write(0, 1);
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** The lowest bit first, or the highest. */
    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int current;
        private int count;

        Bits write(int value, int bits) {
            for (int i = 0; i < bits; i++) {
                current |= (value >> i & 1) << count;
                next();
            }
            return this;
        }

        Bits writeHigh(int value, int bits) {
            for (int i = bits - 1; i >= 0; i--) {
                current |= (value >> i & 1) << (7 - count);
                next();
            }
            return this;
        }

        private void next() {
            if (++count == 8) {
                out.write(current);
                current = 0;
                count = 0;
            }
        }

        int size() {
            return out.size();
        }

        byte[] bytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(out.toByteArray());
            if (count > 0) {
                all.write(current);
            }
            return all.toByteArray();
        }
    }
}
