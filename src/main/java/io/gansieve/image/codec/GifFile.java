package io.gansieve.image.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/** Walks the blocks of a GIF file (GIF89a specification) to its trailer: one frame is a picture, more are an animation. */
final class GifFile {
    private static final int HEADER = 13;

    private GifFile() {}

    static ParsedFile parse(FileBytes file) throws UndecodableException {
        int offset = HEADER + colourTable(file.u8(10));
        int frame = -1;
        for (int block = file.u8(offset); block != 0x3b; block = file.u8(offset)) {
            if (block == 0x21) {
                offset = subBlocks(file, offset + 2);
            } else if (block == 0x2c && frame < 0) {
                frame = offset;
                offset = subBlocks(file, offset + 11 + colourTable(file.u8(offset + 9)));
            } else if (block == 0x2c) {
                throw UndecodableException.animated("gif", 2);
            } else {
                throw UndecodableException.corrupt(
                        "gif", "expected a block at offset %d, found %02x".formatted(offset, block));
            }
        }
        if (frame < 0) {
            throw UndecodableException.corrupt("gif", "expected a frame, found none");
        }
        int width = file.u16(frame + 5, LITTLE_ENDIAN);
        int height = file.u16(frame + 7, LITTLE_ENDIAN);
        ParsedFile.checkSize(FileFormat.GIF, width, height);
        return new ParsedFile(FileFormat.GIF, width, height, file.bytes());
    }

    /** Bytes of the colour table that a packed field announces. */
    private static int colourTable(int packed) {
        return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }

    private static int subBlocks(FileBytes file, int start) throws UndecodableException {
        int offset = start;
        int length = file.u8(offset);
        while (length != 0) {
            offset += length + 1;
            length = file.u8(offset);
        }
        return offset + 1;
    }
}
