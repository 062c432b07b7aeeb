package io.gansieve.image.codec;

import java.nio.ByteOrder;

/** Reads the orientation out of EXIF data, a TIFF structure. Data that are broken turn nothing: the pixels are whole without them. */
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY = 12;

    private Exif() {}

    /** @param offset of the TIFF header in the file */
    static Orientation orientation(FileBytes file, int offset, int length) {
        try {
            return orientation(file.part(offset, length));
        } catch (UndecodableException e) {
            return Orientation.NORMAL;
        }
    }

    private static Orientation orientation(FileBytes tiff) throws UndecodableException {
        ByteOrder order = tiff.u8(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        if (tiff.u16(0, order) != (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d) || tiff.u16(2, order) != 42) {
            return Orientation.NORMAL;
        }
        long directory = tiff.u32(4, order);
        tiff.require(directory, 2);
        int entries = tiff.u16((int) directory, order);
        for (int i = 0; i < entries; i++) {
            int entry = (int) directory + 2 + i * ENTRY;
            if (tiff.u16(entry, order) == ORIENTATION && tiff.u16(entry + 2, order) == SHORT) {
                return Orientation.ofExif(tiff.u16(entry + 8, order));
            }
        }
        return Orientation.NORMAL;
    }
}
