package io.gansieve.image.codec;

/**
 * Decodes the LZW codes of one GIF frame (GIF89a specification, appendix F; codes stay at 12 bits until a clear code comes). The
 * JDK's reader shows the first colour where the codes end early, and takes a whole reader for each frame.
 *
 * @param colours of its table, from {@code colourTable} on in the file; 0 if there is none
 * @param transparent index of the transparent colour, or −1
 * @param data offset of the code size
 */
record GifPicture(
        FileBytes file,
        int width,
        int height,
        int colourTable,
        int colours,
        int transparent,
        boolean interlaced,
        int data)
        implements Picture {
    private static final int OPAQUE = 0xff000000;
    private static final int MOST_CODES = 4096;
    private static final int[] FIRST_ROW = {0, 4, 2, 1};
    private static final int[] ROW_STEP = {8, 8, 4, 2};

    @Override
    public long memory() {
        return 64 * 1024 + 5L * width + (interlaced ? (long) width * height : 0);
    }

    @Override
    public long work() {
        return (long) width * height;
    }

    @Override
    public void decode(RowSink rows, Deadline deadline) throws UndecodableException {
        int[] palette = palette();
        int[] argb = new int[width];
        Codes codes = new Codes();
        if (!interlaced) {
            byte[] row = new byte[width];
            for (int y = 0; y < height; y++) {
                deadline.check("gif");
                codes.read(row, 0);
                send(row, 0, palette, argb, rows);
            }
            return;
        }
        byte[] all = new byte[width * height];
        for (int pass = 0; pass < FIRST_ROW.length; pass++) {
            for (int y = FIRST_ROW[pass]; y < height; y += ROW_STEP[pass]) {
                deadline.check("gif");
                codes.read(all, y * width);
            }
        }
        for (int y = 0; y < height; y++) {
            send(all, y * width, palette, argb, rows);
        }
    }

    private void send(byte[] indices, int offset, int[] palette, int[] argb, RowSink rows) {
        for (int x = 0; x < width; x++) {
            argb[x] = palette[indices[offset + x] & 0xff];
        }
        rows.row(argb);
    }

    /** An index past the table is black. */
    private int[] palette() throws UndecodableException {
        int[] palette = new int[256];
        for (int i = 0; i < palette.length; i++) {
            int at = colourTable + 3 * i;
            palette[i] = i < colours ? OPAQUE | file.u8(at) << 16 | file.u8(at + 1) << 8 | file.u8(at + 2) : OPAQUE;
        }
        if (transparent >= 0) {
            palette[transparent] = 0;
        }
        return palette;
    }

    /** Turns codes into indices, as many as are asked for. */
    private final class Codes {
        private final int firstSize;
        private final int clear;
        private final short[] prefix = new short[MOST_CODES];
        private final byte[] suffix = new byte[MOST_CODES];
        private final byte[] pending = new byte[MOST_CODES + 1];
        private int waiting;
        private int size;
        private int next;
        private int previous = -1;
        private int first;
        private int bits;
        private int bitCount;
        private int offset = data + 1;
        private int blockEnd = data + 1;

        Codes() throws UndecodableException {
            firstSize = file.u8(data);
            if (firstSize < 1 || firstSize > 8) {
                throw UndecodableException.corrupt("gif", "expected a code size of 1 to 8, found " + firstSize);
            }
            clear = 1 << firstSize;
            for (int i = 0; i < clear; i++) {
                suffix[i] = (byte) i;
            }
            restart();
        }

        private void restart() {
            size = firstSize + 1;
            next = clear + 2;
            previous = -1;
        }

        void read(byte[] target, int from) throws UndecodableException {
            int filled = from;
            int end = from + width;
            while (filled < end) {
                if (waiting == 0) {
                    string(code());
                }
                while (waiting > 0 && filled < end) {
                    target[filled++] = pending[--waiting];
                }
            }
        }

        /** The next code that stands for indices. */
        private int code() throws UndecodableException {
            int code = bits();
            while (code == clear) {
                restart();
                code = bits();
            }
            if (code == clear + 1) {
                throw UndecodableException.corrupt("gif", "the pixels end early");
            }
            if (code > next || (previous < 0 && code > clear)) {
                throw UndecodableException.corrupt(
                        "gif", "expected a code of at most %d, found %d".formatted(next, code));
            }
            return code;
        }

        /** Leaves the indices of a code in {@link #pending}, the last one first. */
        private void string(int code) {
            int at = code;
            if (code == next) {
                // The string before, and its own first index again.
                pending[waiting++] = (byte) first;
                at = previous;
            }
            while (at > clear) {
                pending[waiting++] = suffix[at];
                at = prefix[at];
            }
            first = suffix[at];
            pending[waiting++] = (byte) first;
            if (previous >= 0 && next < MOST_CODES) {
                prefix[next] = (short) previous;
                suffix[next] = (byte) first;
                next++;
                if (next == 1 << size && size < 12) {
                    size++;
                }
            }
            previous = code;
        }

        private int bits() throws UndecodableException {
            while (bitCount < size) {
                if (offset == blockEnd) {
                    int length = file.u8(offset++);
                    if (length == 0) {
                        throw UndecodableException.corrupt("gif", "the pixels end early");
                    }
                    blockEnd = offset + length;
                }
                bits |= file.u8(offset++) << bitCount;
                bitCount += 8;
            }
            int code = bits & ((1 << size) - 1);
            bits >>>= size;
            bitCount -= size;
            return code;
        }
    }
}
