package io.gansieve.streams;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The byte that begins every internal record and store value of the label join. Before there was one they began with the length
 * of a topic's name or with a time, whose first byte is 0 in either case.
 */
final class JoinSchema {
    static final byte CURRENT = 1;

    private JoinSchema() {}

    static void write(DataOutputStream out) throws IOException {
        out.writeByte(CURRENT);
    }

    /**
     * What follows the byte; all, in a record from before there was one. Throws {@link IllegalArgumentException} for a newer
     * program's.
     */
    static DataInputStream open(byte[] bytes, String what) {
        require(bytes, what);
        int from = bytes[0] == 0 ? 0 : 1;
        return new DataInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from));
    }

    /** Throws {@link IllegalArgumentException} for a schema that this program does not know. */
    static void require(byte[] bytes, String what) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("expected %s, found no bytes".formatted(what));
        }
        if (bytes[0] < 0 || bytes[0] > CURRENT) {
            throw new IllegalArgumentException(
                    "expected %s of schema at most %d, found %d".formatted(what, CURRENT, bytes[0] & 0xff));
        }
    }
}
