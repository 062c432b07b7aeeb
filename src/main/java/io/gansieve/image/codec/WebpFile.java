package io.gansieve.image.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Walks the chunks of a WebP file (RFC 9649) and keeps those that hold pixels. */
final class WebpFile {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    /** The reader keeps objects for every 4x4 block of a lossy picture: 113 bytes a pixel were measured. */
    private static final int LOSSY_BYTES_PER_PIXEL = 128;

    /** The reader of lossless data looks so far ahead; what it finds there is not used. */
    private static final int LOOK_AHEAD = Long.BYTES;

    private static final int ALPHA = 0x10;
    private static final int ANIMATION = 0x02;

    private final FileBytes file;
    private int picture = -1;
    private int alpha = -1;

    private WebpFile(FileBytes file) {
        this.file = file;
    }

    static ParsedFile parse(FileBytes file) throws UndecodableException {
        return new WebpFile(file).parse();
    }

    private ParsedFile parse() throws UndecodableException {
        long end = CHUNK_HEADER + file.u32(4, LITTLE_ENDIAN);
        file.require(0, end);
        int offset = RIFF_HEADER;
        while (offset < end) {
            long length = file.u32(offset + 4, LITTLE_ENDIAN);
            file.require(offset + CHUNK_HEADER, length);
            chunk(file.tag(offset), offset);
            offset += CHUNK_HEADER + (int) (length + (length & 1));
        }
        if (picture < 0) {
            throw UndecodableException.corrupt("webp", "expected a VP8 or VP8L chunk, found none");
        }
        return file.tag(picture).equals("VP8L") ? lossless() : lossy();
    }

    private void chunk(String tag, int offset) throws UndecodableException {
        switch (tag) {
            case "VP8X" -> {
                if ((file.u8(offset + CHUNK_HEADER) & ANIMATION) != 0) {
                    throw UndecodableException.animated("webp", 1);
                }
            }
            case "ANIM", "ANMF" -> throw UndecodableException.animated("webp", 1);
            case "ALPH" -> alpha = offset;
            case "VP8 ", "VP8L" -> picture = offset;
            default -> {
                // Profiles, EXIF, XMP and whatever is to come: not needed for the pixels.
            }
        }
    }

    private ParsedFile lossless() throws UndecodableException {
        int data = picture + CHUNK_HEADER;
        if (file.u8(data) != 0x2f) {
            throw UndecodableException.corrupt("webp", "expected 2f, found %02x".formatted(file.u8(data)));
        }
        int bits = file.i32(data + 1, LITTLE_ENDIAN);
        int width = (bits & 0x3fff) + 1;
        int height = (bits >>> 14 & 0x3fff) + 1;
        ParsedFile.checkSize(FileFormat.WEBP, width, height);
        return new ParsedFile(FileFormat.WEBP, width, height, container(new ByteArrayOutputStream()));
    }

    private ParsedFile lossy() throws UndecodableException {
        int data = picture + CHUNK_HEADER;
        if (file.u8(data + 3) != 0x9d || file.u8(data + 4) != 0x01 || file.u8(data + 5) != 0x2a) {
            throw UndecodableException.corrupt("webp", "expected the start code 9d012a of a key frame");
        }
        int width = file.u16(data + 6, LITTLE_ENDIAN) & 0x3fff;
        int height = file.u16(data + 8, LITTLE_ENDIAN) & 0x3fff;
        ParsedFile.checkSize(FileFormat.WEBP, width, height, ImageDecoder.MAX_LOSSY_WEBP_PIXELS);
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        if (alpha >= 0) {
            ByteBuffer extended = ByteBuffer.allocate(18).order(LITTLE_ENDIAN);
            extended.put("VP8X".getBytes(StandardCharsets.ISO_8859_1))
                    .putInt(10)
                    .putInt(ALPHA);
            extended.put(u24(width - 1)).put(u24(height - 1));
            chunks.writeBytes(extended.array());
            writeChunk(alpha, chunks);
        }
        return new ParsedFile(
                FileFormat.WEBP, width, height, JpegColour.NOT_JPEG, LOSSY_BYTES_PER_PIXEL, container(chunks));
    }

    private static byte[] u24(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
    }

    private byte[] container(ByteArrayOutputStream chunks) throws UndecodableException {
        writeChunk(picture, chunks);
        return ByteBuffer.allocate(RIFF_HEADER + chunks.size() + LOOK_AHEAD)
                .order(LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(4 + chunks.size())
                .put("WEBP".getBytes(StandardCharsets.ISO_8859_1))
                .put(chunks.toByteArray())
                .array();
    }

    private void writeChunk(int offset, ByteArrayOutputStream target) throws UndecodableException {
        int length = file.i32(offset + 4, LITTLE_ENDIAN);
        target.write(file.bytes(), offset, CHUNK_HEADER + length);
        if ((length & 1) != 0) {
            target.write(0);
        }
    }
}
