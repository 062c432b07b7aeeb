package io.gansieve.image.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checked reads from a file in memory: what lies past its end is a truncated file, not an exception of the array. */
@SuppressWarnings("ArrayRecordComponent") // a view that nobody compares or keeps
record FileBytes(String format, byte[] bytes) {
    int length() {
        return bytes.length;
    }

    int u8(int offset) throws UndecodableException {
        require(offset, 1);
        return bytes[offset] & 0xff;
    }

    int u16(int offset, ByteOrder order) throws UndecodableException {
        require(offset, 2);
        return ByteBuffer.wrap(bytes).order(order).getShort(offset) & 0xffff;
    }

    int i32(int offset, ByteOrder order) throws UndecodableException {
        require(offset, 4);
        return ByteBuffer.wrap(bytes).order(order).getInt(offset);
    }

    long u32(int offset, ByteOrder order) throws UndecodableException {
        return i32(offset, order) & 0xffffffffL;
    }

    String tag(int offset) throws UndecodableException {
        require(offset, 4);
        return new String(bytes, offset, 4, StandardCharsets.ISO_8859_1);
    }

    /** A copy of a part of the file. */
    FileBytes part(int offset, int length) throws UndecodableException {
        require(offset, length);
        return new FileBytes(format, Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** Whether these characters, a byte each, lie at {@code offset}; false past the end. */
    boolean has(int offset, String text) {
        if (offset < 0 || offset > bytes.length - text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[offset + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Fails unless {@code count} bytes lie in the file from {@code offset} on. */
    void require(long offset, long count) throws UndecodableException {
        if (offset < 0 || count < 0 || offset + count > bytes.length) {
            throw UndecodableException.corrupt(
                    format,
                    "truncated, expected %d bytes at offset %d, found a file of %d bytes"
                            .formatted(count, offset, bytes.length));
        }
    }
}
