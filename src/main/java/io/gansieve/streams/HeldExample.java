package io.gansieve.streams;

import io.gansieve.replay.Example;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * An example in quarantine as its store has it: one byte of schema, one byte that is 1 if its label contradicts a detector, the time
 * as a long in milliseconds since 1970, and the example as {@link ExampleCodec} writes it.
 *
 * @param contradicts false if only its sender is distrusted
 */
public record HeldExample(Example example, boolean contradicts, Instant since) {
    /** What keys of held examples begin with; a number of 19 digits follows, which rises with every one. */
    public static final String KEYS = "held/";

    private static final byte SCHEMA = 1;
    private static final int PREFIX = 2 + Long.BYTES;

    byte[] encode() {
        byte[] encoded = ExampleCodec.encode(example);
        return ByteBuffer.allocate(PREFIX + encoded.length)
                .put(SCHEMA)
                .put((byte) (contradicts ? 1 : 0))
                .putLong(since.toEpochMilli())
                .put(encoded)
                .array();
    }

    /** Throws {@link IllegalArgumentException} with what was expected and what was found. */
    public static HeldExample decode(byte[] bytes) {
        if (bytes.length < PREFIX || bytes[0] < 1) {
            throw new IllegalArgumentException(
                    "expected a held example of at least %d bytes, found %d".formatted(PREFIX, bytes.length));
        }
        NewerSchemaException.check("a held example", SCHEMA, bytes[0]);
        ByteBuffer read = ByteBuffer.wrap(bytes);
        return new HeldExample(
                ExampleCodec.decode(Arrays.copyOfRange(bytes, PREFIX, bytes.length)),
                read.get(1) == 1,
                Instant.ofEpochMilli(read.getLong(2)));
    }
}
