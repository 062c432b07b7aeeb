package io.gansieve.image.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.Arrays;

/**
 * Which bits of which coefficients the scans of a JPEG file have brought (ITU T.81, annex G). Where all are there, the picture is
 * whole, whether or not an end marker follows.
 */
@SuppressWarnings("ArrayRecordComponent") // the state of one walk
record JpegScans(boolean progressive, int[] identifiers, long[] pixels, int[][] lowestBit) {
    private static final int COEFFICIENTS = 64;
    private static final int MISSING = 99;

    /** Before the frame's header nothing is complete. */
    static final JpegScans NONE = new JpegScans(false, new int[0], new long[0], new int[][] {{MISSING}});

    static JpegScans of(boolean progressive, FileBytes file, int frame) throws UndecodableException {
        int components = file.u8(frame + 9);
        int[] identifiers = new int[components];
        long[] pixels = pixels(file, frame, components);
        int[][] lowestBit = new int[components][COEFFICIENTS];
        for (int i = 0; i < components; i++) {
            identifiers[i] = file.u8(frame + 10 + 3 * i);
            Arrays.fill(lowestBit[i], MISSING);
        }
        return new JpegScans(progressive, identifiers, pixels, lowestBit);
    }

    /** Of each component, which may be sampled more coarsely than the picture; whole blocks, so that none is for nothing. */
    private static long[] pixels(FileBytes file, int frame, int components) throws UndecodableException {
        int across = 1;
        int down = 1;
        for (int i = 0; i < components; i++) {
            across = Math.max(across, file.u8(frame + 11 + 3 * i) >> 4);
            down = Math.max(down, file.u8(frame + 11 + 3 * i) & 0xf);
        }
        long height = file.u16(frame + 5, BIG_ENDIAN);
        long width = file.u16(frame + 7, BIG_ENDIAN);
        long[] pixels = new long[components];
        for (int i = 0; i < components; i++) {
            int sampling = file.u8(frame + 11 + 3 * i);
            pixels[i] = blocks(width * (sampling >> 4), across) * blocks(height * (sampling & 0xf), down);
        }
        return pixels;
    }

    private static long blocks(long length, int divisor) {
        return (length / divisor / 8 + 1) * 8;
    }

    /** That a scan goes through: a component that is not known costs nothing. */
    long pixels(FileBytes header) throws UndecodableException {
        long sum = 0;
        for (int i = 0; i < header.u8(0); i++) {
            for (int c = 0; c < identifiers.length; c++) {
                sum += identifiers[c] == header.u8(1 + 2 * i) ? pixels[c] : 0;
            }
        }
        return sum;
    }

    /** @param header of a scan, without its length; what makes no sense brings nothing */
    void add(FileBytes header) throws UndecodableException {
        int components = header.u8(0);
        int first = progressive ? header.u8(1 + 2 * components) : 0;
        int last = progressive ? Math.min(header.u8(2 + 2 * components), COEFFICIENTS - 1) : COEFFICIENTS - 1;
        int bit = progressive ? header.u8(3 + 2 * components) & 0xf : 0;
        for (int i = 0; i < components; i++) {
            int identifier = header.u8(1 + 2 * i);
            for (int c = 0; c < identifiers.length; c++) {
                if (identifiers[c] == identifier && first <= last) {
                    Arrays.fill(lowestBit[c], first, last + 1, bit);
                }
            }
        }
    }

    boolean areComplete() {
        return Arrays.stream(lowestBit).flatMapToInt(Arrays::stream).allMatch(bit -> bit == 0);
    }
}
