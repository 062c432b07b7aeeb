package io.gansieve.image.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * The pixels of a BMP file. The JDK's reader does not know the headers of OS/2 2. What run-length codes pass over keeps the
 * palette's first colour, as in Pillow.
 *
 * @param data offset of the first row, or of the codes
 * @param masks of red, green, blue and alpha, from 16 bits a pixel on
 * @param palette as ARGB, up to 8 bits a pixel
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one decoding, never compared
record BmpPicture(
        FileBytes file,
        int width,
        int height,
        int bits,
        boolean runLengths,
        boolean topDown,
        int data,
        int[] masks,
        int[] palette)
        implements Picture {
    private static final int OPAQUE = 0xff000000;

    /** Of run lengths, less one. */
    private static final int CODES_A_CHECK = 0xffff;

    @Override
    public long memory() {
        return 4L * width + (runLengths ? (long) width * height : 0);
    }

    /** Fails where rows that are not coded by runs do not lie in the file; padding of the last one may be missing. */
    void requireData() throws UndecodableException {
        if (!runLengths) {
            file.require(data, stride() * (height - 1L) + ((long) width * bits + 7) / 8);
        }
    }

    /** Rows are padded to four bytes. */
    private long stride() {
        return ((long) width * bits + 31) / 32 * 4;
    }

    @Override
    public long work() {
        return (long) width * height;
    }

    @Override
    public void decode(RowSink rows, Deadline deadline) throws UndecodableException {
        if (runLengths) {
            runs(rows, deadline);
            return;
        }
        boolean alpha = masks[3] != 0 && hasAlpha();
        int[] argb = new int[width];
        for (int y = 0; y < height; y++) {
            deadline.check("bmp");
            int row = row(y);
            for (int x = 0; x < width; x++) {
                argb[x] = bits <= 8 ? palette[index(row, x)] : colour(value(row, x), alpha);
            }
            rows.row(argb);
        }
    }

    private int row(int y) {
        return (int) (data + stride() * (topDown ? y : height - 1 - y));
    }

    private int index(int row, int x) throws UndecodableException {
        int bit = x * bits;
        return file.u8(row + (bit >> 3)) >> (8 - bits - (bit & 7)) & ((1 << bits) - 1);
    }

    private int value(int row, int x) throws UndecodableException {
        return switch (bits) {
            case 16 -> file.u16(row + 2 * x, LITTLE_ENDIAN);
            case 24 -> file.u8(row + 3 * x) | file.u8(row + 3 * x + 1) << 8 | file.u8(row + 3 * x + 2) << 16;
            default -> file.i32(row + 4 * x, LITTLE_ENDIAN);
        };
    }

    /** Where every pixel is wholly transparent, alpha was never meant. */
    private boolean hasAlpha() throws UndecodableException {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if ((value(row(y), x) & masks[3]) != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private int colour(int value, boolean alpha) {
        return (alpha ? eightBits(value, masks[3]) << 24 : OPAQUE)
                | eightBits(value, masks[0]) << 16
                | eightBits(value, masks[1]) << 8
                | eightBits(value, masks[2]);
    }

    private static int eightBits(int value, int mask) {
        if (mask == 0) {
            return 0;
        }
        int shift = Integer.numberOfTrailingZeros(mask);
        int width = Integer.bitCount(mask);
        int sample = (value & mask) >>> shift;
        if (width >= 8) {
            return (sample >>> (width - 8)) & 0xff;
        }
        int most = (1 << width) - 1;
        return (sample * 255 + most / 2) / most;
    }

    private void runs(RowSink rows, Deadline deadline) throws UndecodableException {
        byte[] indices = new byte[width * height];
        new Runs(indices).read(deadline);
        int[] argb = new int[width];
        for (int y = 0; y < height; y++) {
            int row = (topDown ? y : height - 1 - y) * width;
            for (int x = 0; x < width; x++) {
                argb[x] = palette[indices[row + x] & 0xff];
            }
            rows.row(argb);
        }
    }

    /** The codes of RLE4 and RLE8; rows in the order of the file. */
    private final class Runs {
        private final byte[] indices;
        private int x;
        private int y;
        private int offset = data;

        Runs(byte[] indices) {
            this.indices = indices;
        }

        void read(Deadline deadline) throws UndecodableException {
            boolean end = false;
            int codes = 0;
            while (!end && y < height) {
                if ((++codes & CODES_A_CHECK) == 0) {
                    deadline.check("bmp");
                }
                int count = file.u8(offset++);
                int value = file.u8(offset++);
                if (count > 0) {
                    // What lies past the end of a row is not gone through.
                    int visible = Math.min(count, width - x);
                    for (int i = 0; i < visible; i++) {
                        put(bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 0xf);
                    }
                } else {
                    end = escape(value);
                }
            }
        }

        private boolean escape(int value) throws UndecodableException {
            switch (value) {
                case 0 -> {
                    x = 0;
                    y++;
                }
                case 1 -> {
                    return true;
                }
                case 2 -> {
                    x = Math.min(width, x + file.u8(offset++));
                    y += file.u8(offset++);
                }
                default -> literal(value);
            }
            return false;
        }

        /** Padded to two bytes. */
        private void literal(int count) throws UndecodableException {
            int bytes = bits == 8 ? count : (count + 1) / 2;
            for (int i = 0; i < count; i++) {
                int value = file.u8(offset + (bits == 8 ? i : i / 2));
                put(bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 0xf);
            }
            offset += bytes + (bytes & 1);
        }

        private void put(int index) {
            if (x < width && y < height) {
                indices[y * width + x] = (byte) index;
                x++;
            }
        }
    }
}
