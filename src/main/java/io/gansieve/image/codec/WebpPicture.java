package io.gansieve.image.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One WebP picture, decoded by libwebp from a file of its own that holds nothing but its pixels: profiles and texts never reach
 * native code.
 *
 * @param alpha of a lossy picture, or none
 * @param pixels the VP8 or VP8L chunk
 */
record WebpPicture(FileBytes file, int width, int height, Chunk alpha, Chunk pixels) implements Picture {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int HAS_ALPHA = 0x10;

    /** Where a chunk lies in the file, its header included. */
    record Chunk(int offset, int length) {
        static final Chunk NONE = new Chunk(-1, 0);

        static Chunk at(FileBytes file, int offset) throws UndecodableException {
            long length = file.u32(offset + 4, LITTLE_ENDIAN);
            return new Chunk(offset, (int) Math.min(Integer.MAX_VALUE, length));
        }

        boolean isNone() {
            return offset < 0;
        }

        int content() {
            return offset + CHUNK_HEADER;
        }

        long end() {
            return content() + (long) length;
        }

        /** Contents of odd length are padded. */
        long next() {
            return end() + (length & 1);
        }
    }

    @Override
    public long memory() {
        return 4L * width * height + 2L * file.length();
    }

    /**
     * Of lossless data every block of 4x4 pixels may name a group of prefix codes of its own, each of at least 20 bits in the file and
     * up to 12 kilobytes of tables in libwebp; there are at most 65,536. A lossy picture's alpha is such data, too.
     */
    @Override
    public long nativeMemory() {
        long blocks = (width + 3L) / 4 * ((height + 3L) / 4);
        long codes = 8L * (alpha.isNone() ? pixels.length() : alpha.length()) / 20;
        boolean lossless = !alpha.isNone() || file.has(pixels.offset(), "VP8L");
        long groups = lossless ? Math.min(65_536, Math.min(blocks, codes)) : 0;
        return groups * 12_000 + 4L * width * height;
    }

    @Override
    public void decode(RowSink rows) throws UndecodableException {
        int[] argb = Webp.decode(simple(), width, height);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            System.arraycopy(argb, y * width, row, 0, width);
            rows.row(row);
        }
    }

    private byte[] simple() {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream(pixels.length() + alpha.length() + 64);
        if (!alpha.isNone()) {
            ByteBuffer extended = ByteBuffer.allocate(18).order(LITTLE_ENDIAN);
            extended.put("VP8X".getBytes(StandardCharsets.ISO_8859_1))
                    .putInt(10)
                    .putInt(HAS_ALPHA);
            extended.put(u24(width - 1)).put(u24(height - 1));
            chunks.writeBytes(extended.array());
            write(alpha, chunks);
        }
        write(pixels, chunks);
        return ByteBuffer.allocate(RIFF_HEADER + chunks.size())
                .order(LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(4 + chunks.size())
                .put("WEBP".getBytes(StandardCharsets.ISO_8859_1))
                .put(chunks.toByteArray())
                .array();
    }

    private void write(Chunk chunk, ByteArrayOutputStream target) {
        target.write(file.bytes(), chunk.offset(), CHUNK_HEADER + chunk.length());
        if ((chunk.length() & 1) != 0) {
            target.write(0);
        }
    }

    private static byte[] u24(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
    }
}
