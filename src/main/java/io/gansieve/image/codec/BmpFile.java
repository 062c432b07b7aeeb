package io.gansieve.image.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;
import java.util.List;

/** Reads the headers of a BMP file: those of Windows from 3.0 to V5, and of OS/2 1 and 2. */
final class BmpFile {
    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int OS2_HEADER = 64;
    private static final int MOST_HEADER = 1024;

    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int BITFIELDS = 3;
    private static final int ALPHA_BITFIELDS = 6;

    private final FileBytes file;
    private final int header;
    private final boolean core;
    private final int bits;
    private final int compression;
    private final int width;
    private final int height;
    private final boolean topDown;

    private BmpFile(FileBytes file, int header) throws UndecodableException {
        this.file = file;
        this.header = header;
        this.core = header == CORE_HEADER;
        file.require(FILE_HEADER, header);
        this.bits = file.u16(core ? 24 : 28, LITTLE_ENDIAN);
        this.compression = header < 20 ? 0 : file.i32(30, LITTLE_ENDIAN);
        long statedWidth = core ? file.u16(18, LITTLE_ENDIAN) : file.i32(18, LITTLE_ENDIAN);
        long statedHeight = core ? file.u16(20, LITTLE_ENDIAN) : file.i32(22, LITTLE_ENDIAN);
        // A negative height means rows from the top; the smallest integer has no positive counterpart.
        long rows = Math.abs(statedHeight);
        if (statedWidth < 1 || rows < 1 || rows > Integer.MAX_VALUE) {
            throw UndecodableException.corrupt(
                    "bmp", "expected at least 1x1 pixels, found %dx%d".formatted(statedWidth, statedHeight));
        }
        this.width = (int) statedWidth;
        this.height = (int) rows;
        this.topDown = statedHeight < 0;
    }

    static Container walk(FileBytes file) throws UndecodableException {
        long header = file.u32(FILE_HEADER, LITTLE_ENDIAN);
        boolean os2 = header >= 16 && header <= OS2_HEADER && header % 4 == 0;
        if (header != CORE_HEADER && !os2 && (header < INFO_HEADER || header > MOST_HEADER)) {
            throw UndecodableException.unsupported("bmp", "a header of %d bytes is not read".formatted(header));
        }
        return new BmpFile(file, (int) header).walk();
    }

    private Container walk() throws UndecodableException {
        requireReadable();
        int[] masks = masks();
        int colourTable = FILE_HEADER + header + (header == INFO_HEADER ? 4 * maskFields() : 0);
        int[] palette = bits <= 8 ? palette(colourTable) : new int[0];
        long data = file.u32(10, LITTLE_ENDIAN);
        file.require(data, 1);
        BmpPicture picture =
                new BmpPicture(file, width, height, bits, isRunLength(), topDown, (int) data, masks, palette);
        picture.requireData();
        return new Container(
                FileFormat.BMP,
                width,
                height,
                Orientation.NORMAL,
                List.of(Frame.still(width, height, picture)),
                List.of());
    }

    private void requireReadable() throws UndecodableException {
        boolean os2 = header == OS2_HEADER;
        boolean readable = switch (compression) {
            case 0 -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case RLE8 -> bits == 8;
            case RLE4 -> bits == 4;
            case BITFIELDS, ALPHA_BITFIELDS -> !os2 && (bits == 16 || bits == 32);
            default -> false;
        };
        if (!readable) {
            throw UndecodableException.unsupported(
                    "bmp", "compression %d with %d bits a pixel is not read".formatted(compression, bits));
        }
    }

    private boolean isRunLength() {
        return compression == RLE8 || compression == RLE4;
    }

    private int maskFields() {
        return compression == BITFIELDS ? 3 : compression == ALPHA_BITFIELDS ? 4 : 0;
    }

    /** Red, green, blue and alpha; they follow the short header and are part of the longer ones. */
    private int[] masks() throws UndecodableException {
        if (maskFields() == 0) {
            return bits == 16 ? new int[] {0x7c00, 0x3e0, 0x1f, 0} : new int[] {0xff0000, 0xff00, 0xff, 0};
        }
        int fields = header >= 56 ? 4 : header >= 52 ? 3 : maskFields();
        int[] masks = new int[4];
        for (int i = 0; i < fields; i++) {
            masks[i] = file.i32(FILE_HEADER + INFO_HEADER + 4 * i, LITTLE_ENDIAN);
        }
        return masks;
    }

    /** An index past the table is black. */
    private int[] palette(int start) throws UndecodableException {
        int entry = core ? 3 : 4;
        long stated = header >= 36 ? file.u32(46, LITTLE_ENDIAN) : 0;
        long room = (file.u32(10, LITTLE_ENDIAN) - start) / entry;
        int colours = (int) Math.max(0, Math.min(Math.min(stated == 0 ? 1 << bits : stated, 1 << bits), room));
        int[] palette = new int[1 << bits];
        Arrays.fill(palette, 0xff000000);
        for (int i = 0; i < colours; i++) {
            int at = start + entry * i;
            palette[i] = 0xff000000 | file.u8(at + 2) << 16 | file.u8(at + 1) << 8 | file.u8(at);
        }
        return palette;
    }
}
