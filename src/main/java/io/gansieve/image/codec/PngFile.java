package io.gansieve.image.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG file (W3C PNG, third edition, section 5). The JDK's reader checks no CRC, inflates compressed texts
 * without a bound and shows the first frame of an animated PNG as if it were the picture; all three are settled here.
 */
final class PngFile {
    private static final int SIGNATURE = 8;
    private static final int CHUNK_OVERHEAD = 12;
    private static final Set<String> ESSENTIAL = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private PngFile() {}

    static ParsedFile parse(FileBytes file) throws UndecodableException {
        if (!file.tag(SIGNATURE + 4).equals("IHDR")) {
            throw UndecodableException.corrupt("png", "expected IHDR first, found " + printable(file, SIGNATURE + 4));
        }
        long width = file.u32(SIGNATURE + 8, BIG_ENDIAN);
        long height = file.u32(SIGNATURE + 12, BIG_ENDIAN);
        ParsedFile.checkSize(FileFormat.PNG, width, height);
        return new ParsedFile(FileFormat.PNG, (int) width, (int) height, essential(file));
    }

    private static byte[] essential(FileBytes file) throws UndecodableException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length());
        kept.write(file.bytes(), 0, SIGNATURE);
        int offset = SIGNATURE;
        boolean data = false;
        boolean end = false;
        while (!end) {
            long length = file.u32(offset, BIG_ENDIAN);
            file.require(offset, length + CHUNK_OVERHEAD);
            String type = file.tag(offset + 4);
            if (type.equals("acTL")) {
                throw UndecodableException.animated("png", file.i32(offset + 8, BIG_ENDIAN));
            }
            if (ESSENTIAL.contains(type)) {
                checkCrc(file, offset, (int) length, type);
                kept.write(file.bytes(), offset, (int) length + CHUNK_OVERHEAD);
            }
            data |= type.equals("IDAT");
            end = type.equals("IEND");
            offset += (int) length + CHUNK_OVERHEAD;
        }
        if (!data) {
            throw UndecodableException.corrupt("png", "expected an IDAT chunk, found none");
        }
        return kept.toByteArray();
    }

    private static void checkCrc(FileBytes file, int offset, int length, String type) throws UndecodableException {
        CRC32 crc = new CRC32();
        crc.update(file.bytes(), offset + 4, length + 4);
        long stated = file.u32(offset + 8 + length, BIG_ENDIAN);
        if (crc.getValue() != stated) {
            throw UndecodableException.corrupt(
                    "png", "chunk %s states CRC %08x, found %08x".formatted(type, stated, crc.getValue()));
        }
    }

    private static String printable(FileBytes file, int offset) throws UndecodableException {
        return "%08x".formatted(file.i32(offset, BIG_ENDIAN));
    }
}
