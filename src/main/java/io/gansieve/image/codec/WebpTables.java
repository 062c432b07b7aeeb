package io.gansieve.image.codec;

import java.util.BitSet;

/**
 * How much memory libwebp takes for the prefix codes of lossless data (RFC 9649, section 3.7). Every block of 4x4 pixels may name
 * a group of five codes of its own, 65,536 at most, each with up to 20 kilobytes of tables: a file of 300 kilobytes could take
 * more than a gigabyte. How many groups there are stands behind entropy-coded pictures of the transforms, so that these are walked
 * symbol by symbol; what the symbols mean is not needed, since a copy repeats groups that a literal has named.
 */
final class WebpTables {
    /** libwebp's own encoder makes 2,600 groups at most. */
    static final long MOST_BYTES = 64L << 20;

    /** Up to so many groups it keeps tables for all numbers, above only for those that occur. */
    private static final int UNMAPPED_GROUPS = 1000;

    /** Entries of the tables of one group without a colour cache, and four bytes each. */
    private static final int ENTRIES = 2954;

    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int MOST_CACHE_BITS = 11;
    private static final int[] LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    private final Bits bits;

    private WebpTables(Bits bits) {
        this.bits = bits;
    }

    /** More than any file of this size in pixels and bytes can ask for. */
    static long most(int width, int height, int bytes) {
        long blocks = ((width + 3L) / 4) * ((height + 3L) / 4);
        // Five codes take four bits each at least.
        long codes = 8L * bytes / 20 + 1;
        return bytes(Math.min(65_536, Math.min(blocks, codes)), MOST_CACHE_BITS);
    }

    /**
     * @param offset of the first transform, behind the header of five bytes that alpha data do not have
     * @throws UndecodableException if the tables would be out of all proportion, or the data end early
     */
    static void check(FileBytes file, int offset, int end, int width, int height) throws UndecodableException {
        new WebpTables(new Bits(file.bytes(), offset, end)).check(width, height);
    }

    private void check(int width, int height) throws UndecodableException {
        int columns = transforms(width, height);
        int cacheBits = cacheBits();
        if (bits.read(1) == 0) {
            return;
        }
        int size = bits.read(3) + 2;
        BitSet groups = new BitSet();
        picture(blocks(columns, size), blocks(height, size), groups);
        long count = groups.length() <= UNMAPPED_GROUPS ? groups.length() : groups.cardinality();
        if (bytes(count, cacheBits) > MOST_BYTES) {
            throw UndecodableException.unsupported(
                    "webp",
                    "%d groups of prefix codes would take %d MiB of tables, expected at most %d"
                            .formatted(count, bytes(count, cacheBits) >> 20, MOST_BYTES >> 20));
        }
    }

    private static long bytes(long groups, int cacheBits) {
        // A code of n symbols takes fewer than 256 + 2n entries.
        long cached = cacheBits == 0 ? 0 : 2L << cacheBits;
        return groups * 4 * (ENTRIES + cached);
    }

    /** The width that is left: pixels of a small palette are bundled. */
    private int transforms(int width, int height) throws UndecodableException {
        int columns = width;
        BitSet seen = new BitSet();
        while (bits.read(1) == 1) {
            int transform = bits.read(2);
            // As libwebp does: each once. A picture of one colour takes no bits, so that nothing else would end this.
            if (seen.get(transform)) {
                throw UndecodableException.corrupt("webp", "expected each transform once");
            }
            seen.set(transform);
            switch (transform) {
                case 0, 1 -> {
                    int size = bits.read(3) + 2;
                    picture(blocks(columns, size), blocks(height, size), new BitSet());
                }
                case 2 -> {}
                default -> {
                    int colours = bits.read(8) + 1;
                    picture(colours, 1, new BitSet());
                    columns = blocks(columns, colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3);
                }
            }
        }
        return columns;
    }

    private static int blocks(int pixels, int sizeBits) {
        return (pixels + (1 << sizeBits) - 1) >> sizeBits;
    }

    private int cacheBits() throws UndecodableException {
        return bits.read(1) == 1 ? Math.min(MOST_CACHE_BITS, bits.read(4)) : 0;
    }

    /** @param groups gets what red and green name in literals */
    private void picture(int width, int height, BitSet groups) throws UndecodableException {
        int cacheBits = cacheBits();
        int cached = cacheBits == 0 ? 0 : 1 << cacheBits;
        PrefixCode green = code(LITERALS + LENGTHS + cached);
        PrefixCode red = code(LITERALS);
        PrefixCode blue = code(LITERALS);
        PrefixCode alpha = code(LITERALS);
        PrefixCode distance = code(DISTANCES);
        long left = (long) width * height;
        while (left > 0) {
            int symbol = green.next(bits);
            if (symbol < LITERALS) {
                groups.set(red.next(bits) << 8 | symbol);
                blue.next(bits);
                alpha.next(bits);
                left--;
            } else if (symbol < LITERALS + LENGTHS) {
                left -= number(symbol - LITERALS);
                number(distance.next(bits));
            } else {
                left--;
            }
        }
    }

    /** A prefix and its extra bits (section 3.6.2.2). */
    private int number(int prefix) throws UndecodableException {
        if (prefix < 4) {
            return prefix + 1;
        }
        int extra = (prefix - 2) >> 1;
        return ((2 + (prefix & 1)) << extra) + bits.read(extra) + 1;
    }

    private PrefixCode code(int symbols) throws UndecodableException {
        int[] lengths = new int[symbols];
        if (bits.read(1) == 1) {
            boolean two = bits.read(1) == 1;
            lengths[Math.min(symbols - 1, bits.read(bits.read(1) == 1 ? 8 : 1))] = 1;
            if (two) {
                lengths[Math.min(symbols - 1, bits.read(8))] = 1;
            }
            return new PrefixCode(lengths);
        }
        int[] ofLengths = new int[LENGTH_ORDER.length];
        int stated = 4 + bits.read(4);
        for (int i = 0; i < Math.min(stated, LENGTH_ORDER.length); i++) {
            ofLengths[LENGTH_ORDER[i]] = bits.read(3);
        }
        PrefixCode lengthCode = new PrefixCode(ofLengths);
        int codes = bits.read(1) == 1 ? 2 + bits.read(2 + 2 * bits.read(3)) : symbols;
        int previous = 8;
        int symbol = 0;
        while (symbol < symbols && codes-- > 0) {
            int length = lengthCode.next(bits);
            if (length < 16) {
                lengths[symbol++] = length;
                previous = length == 0 ? previous : length;
            } else {
                int repeat = length == 16 ? 3 + bits.read(2) : length == 17 ? 3 + bits.read(3) : 11 + bits.read(7);
                for (int i = 0; i < repeat && symbol < symbols; i++) {
                    lengths[symbol++] = length == 16 ? previous : 0;
                }
            }
        }
        return new PrefixCode(lengths);
    }

    /** A canonical code, read bit by bit: symbols by length, then by value. */
    private static final class PrefixCode {
        private static final int LONGEST = 15;

        private final int[] counts = new int[LONGEST + 1];
        private final int[] symbols;

        PrefixCode(int[] lengths) {
            for (int length : lengths) {
                counts[length]++;
            }
            symbols = new int[lengths.length - counts[0]];
            counts[0] = 0;
            int[] next = new int[LONGEST + 2];
            for (int length = 1; length <= LONGEST; length++) {
                next[length + 1] = next[length] + counts[length];
            }
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] > 0) {
                    symbols[next[lengths[symbol]]++] = symbol;
                }
            }
        }

        /** The only symbol of a code takes no bits. */
        int next(Bits bits) throws UndecodableException {
            if (symbols.length <= 1) {
                return symbols.length == 0 ? 0 : symbols[0];
            }
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length <= LONGEST; length++) {
                code |= bits.read(1);
                if (code - first < counts[length]) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = (first + counts[length]) << 1;
                code <<= 1;
            }
            throw UndecodableException.corrupt("webp", "expected a symbol of a prefix code");
        }
    }

    /** The lowest bit of a byte first. */
    private static final class Bits {
        private final byte[] bytes;
        private final int end;
        private int offset;
        private int bit;

        Bits(byte[] bytes, int offset, int end) {
            this.bytes = bytes;
            this.offset = offset;
            this.end = end;
        }

        int read(int count) throws UndecodableException {
            int value = 0;
            for (int i = 0; i < count; i++) {
                if (offset >= end) {
                    throw UndecodableException.corrupt("webp", "the pixels end early");
                }
                value |= (bytes[offset] >> bit & 1) << i;
                if (++bit == 8) {
                    bit = 0;
                    offset++;
                }
            }
            return value;
        }
    }
}
