package io.gansieve.scoring.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Reads the fields of one message in protobuf's wire format, in order. Stricter than protobuf, which skips and merges what it does
 * not expect: whatever another reader could take for something else is refused.
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_FIELD = 64;

    private final String message;
    private final byte[] bytes;
    private final int end;
    private final BitSet seen = new BitSet();
    private int at;
    private int field;
    private int wireType;

    private ProtoReader(String message, byte[] bytes, int from, int end) {
        this.message = message;
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** @param message for errors */
    static ProtoReader of(String message, byte[] bytes) {
        return new ProtoReader(message, bytes, 0, bytes.length);
    }

    /** Moves to the next field, whose value must then be read; false at the end. */
    boolean next() {
        if (at == end) {
            return false;
        }
        long tag = varint();
        if (tag >>> 3 < 1 || tag >>> 3 > MOST_FIELD) {
            throw malformed(
                    "expected a field of 1 to %d, found %s".formatted(MOST_FIELD, Long.toUnsignedString(tag >>> 3)));
        }
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        return true;
    }

    int field() {
        return field;
    }

    /** For fields that may come once: of two, readers keep the first, the last, or both. */
    ProtoReader once() {
        if (seen.get(field)) {
            throw malformed("expected field %d once, found two".formatted(field));
        }
        seen.set(field);
        return this;
    }

    ModelRefusedException unknown() {
        return malformed("field %d is not known".formatted(field));
    }

    long integer() {
        require(VARINT);
        return varint();
    }

    float number() {
        require(FIXED32);
        return ByteBuffer.wrap(bytes, take(Float.BYTES), Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    double wideNumber() {
        require(FIXED64);
        return ByteBuffer.wrap(bytes, take(Double.BYTES), Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getDouble();
    }

    /** Whether many values of a number's field stand in one piece, as {@link #message} gives them. */
    boolean isPacked() {
        return wireType == BYTES;
    }

    ProtoReader message(String name) {
        require(BYTES);
        int length = length();
        int from = take(length);
        return new ProtoReader(name, bytes, from, from + length);
    }

    /** The same for values that stand in one piece without fields. */
    boolean isAtEnd() {
        return at == end;
    }

    long packedInteger() {
        return varint();
    }

    int size() {
        return end - at;
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, at, end - at).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Valid UTF-8 of at most so many bytes. */
    String text(int most) {
        require(BYTES);
        int length = length();
        if (length > most) {
            throw new ModelRefusedException(
                    Refusal.TOO_LARGE,
                    "%s: expected a text of at most %d bytes in field %d, found %d"
                            .formatted(message, most, field, length));
        }
        int from = take(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("expected UTF-8 in field " + field);
        }
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw malformed("field %d ends early: expected %s bytes, found %d"
                    .formatted(field, Long.toUnsignedString(length), end - at));
        }
        return (int) length;
    }

    private int take(int count) {
        if (count > end - at) {
            throw malformed("field %d ends early".formatted(field));
        }
        at += count;
        return at - count;
    }

    private void require(int expected) {
        if (wireType != expected) {
            throw malformed("expected wire type %d of field %d, found %d".formatted(expected, field, wireType));
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == end) {
                throw malformed("ends within a number");
            }
            byte next = bytes[at++];
            // The tenth byte has room for one bit.
            if (shift == 63 && (next & 0xfe) != 0) {
                break;
            }
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("expected numbers of 64 bits");
    }

    ModelRefusedException malformed(String what) {
        return ModelRefusedException.malformed("expected an ONNX file, found a broken %s: %s".formatted(message, what));
    }
}
