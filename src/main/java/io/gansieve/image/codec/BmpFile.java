package io.gansieve.image.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;

/** Checks the headers of a BMP file against its length. */
final class BmpFile {
    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int V4_HEADER = 108;
    private static final int SRGB = 0x73524742;

    private BmpFile() {}

    static ParsedFile parse(FileBytes file) throws UndecodableException {
        long header = file.u32(FILE_HEADER, LITTLE_ENDIAN);
        if ((header != CORE_HEADER && header < INFO_HEADER) || header > 1024) {
            throw UndecodableException.corrupt("bmp", "expected a header of 12 or 40 to 1024 bytes, found " + header);
        }
        file.require(FILE_HEADER, header);
        boolean core = header == CORE_HEADER;
        long width = core ? file.u16(18, LITTLE_ENDIAN) : file.i32(18, LITTLE_ENDIAN);
        // A negative height means rows from the top; the smallest integer has no positive counterpart.
        long height = core ? file.u16(20, LITTLE_ENDIAN) : Math.abs((long) file.i32(22, LITTLE_ENDIAN));
        int bits = file.u16(core ? 24 : 28, LITTLE_ENDIAN);
        ParsedFile.checkSize(FileFormat.BMP, width, height);
        checkData(file, core, width, height, bits);
        return new ParsedFile(FileFormat.BMP, (int) width, (int) height, essential(file, header));
    }

    private static void checkData(FileBytes file, boolean core, long width, long height, int bits)
            throws UndecodableException {
        long compression = core ? 0 : file.u32(30, LITTLE_ENDIAN);
        // 4 and 5 wrap a whole JPEG or PNG file, whose header nobody has checked.
        if (compression > 3) {
            throw UndecodableException.unsupported("bmp", "expected compression 0 to 3, found " + compression);
        }
        boolean runLengths = compression == 1 || compression == 2;
        long bytes = runLengths ? file.u32(34, LITTLE_ENDIAN) : (width * bits + 31) / 32 * 4 * height;
        file.require(file.u32(10, LITTLE_ENDIAN), Math.max(1, bytes));
        if (!core && file.u32(46, LITTLE_ENDIAN) > 256 && bits <= 8) {
            throw UndecodableException.corrupt(
                    "bmp", "expected at most 256 colours, found " + file.u32(46, LITTLE_ENDIAN));
        }
    }

    /** Declares the colours sRGB, which keeps embedded and linked profiles unread. */
    private static byte[] essential(FileBytes file, long header) {
        if (header < V4_HEADER) {
            return file.bytes();
        }
        byte[] copy = file.bytes().clone();
        ByteBuffer.wrap(copy).order(LITTLE_ENDIAN).putInt(FILE_HEADER + 56, SRGB);
        return copy;
    }
}
