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
    private static final int PICTURE_HEADER = 5;
    private static final int ALPHA_HEADER = 1;

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

    @Override
    public long nativeMemory() {
        long tables = lossless().isNone() ? 0 : Math.min(WebpTables.MOST_BYTES, mostTables());
        return tables + 4L * width * height;
    }

    /** The chunk that is coded without loss: the picture, or the alpha of a lossy one. */
    private Chunk lossless() {
        return file.has(pixels.offset(), "VP8L") ? pixels : alpha;
    }

    private long mostTables() {
        return WebpTables.most(width, height, lossless().length());
    }

    private void checkTables() throws UndecodableException {
        Chunk chunk = lossless();
        if (chunk.isNone() || mostTables() <= WebpTables.MOST_BYTES) {
            return;
        }
        boolean picture = chunk.equals(pixels);
        // Alpha: one byte, whose two lowest bits say whether it is compressed.
        if (picture || (file.u8(chunk.content()) & 3) == 1) {
            int header = picture ? PICTURE_HEADER : ALPHA_HEADER;
            WebpTables.check(file, chunk.content() + header, (int) chunk.end(), width, height);
        }
    }

    @Override
    public long work() {
        return (long) width * height * (alpha.isNone() ? 1 : 2);
    }

    @Override
    public void decode(RowSink rows, Deadline deadline) throws UndecodableException {
        checkTables();
        deadline.check("webp");
        int[] argb = Webp.decode(simple(), width, height);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            deadline.check("webp");
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
