package io.gansieve.image.codec;

import java.util.Arrays;

/**
 * Which bits of which coefficients the scans of a JPEG file have brought (ITU T.81, annex G). Where all are there, the picture is
 * whole, whether or not an end marker follows.
 */
@SuppressWarnings("ArrayRecordComponent") // the state of one walk
record JpegScans(boolean progressive, int[] identifiers, int[][] lowestBit) {
    private static final int COEFFICIENTS = 64;
    private static final int MISSING = 99;

    /** Before the frame's header nothing is complete. */
    static final JpegScans NONE = new JpegScans(false, new int[0], new int[][] {{MISSING}});

    static JpegScans of(boolean progressive, FileBytes file, int frame) throws UndecodableException {
        int components = file.u8(frame + 9);
        int[] identifiers = new int[components];
        int[][] lowestBit = new int[components][COEFFICIENTS];
        for (int i = 0; i < components; i++) {
            identifiers[i] = file.u8(frame + 10 + 3 * i);
            Arrays.fill(lowestBit[i], MISSING);
        }
        return new JpegScans(progressive, identifiers, lowestBit);
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
