package io.gansieve.streams;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the label join repartitions by image id: one byte that says which of the two it is, then the event, which begins with its
 * schema.
 */
sealed interface JoinEvent {
    byte VERDICT = 'V';
    byte LABEL = 'L';

    record Scored(IndexedVerdict verdict) implements JoinEvent {}

    record Labeled(LabelEvent label) implements JoinEvent {}

    /** Throws {@link IllegalArgumentException} with what was expected. */
    static JoinEvent decode(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            throw new IllegalArgumentException("expected a verdict or a label, found no bytes");
        }
        byte[] event = Arrays.copyOfRange(bytes, 1, bytes.length);
        return switch (bytes[0]) {
            case VERDICT -> new Scored(IndexedVerdict.decode(event));
            case LABEL -> new Labeled(LabelEvent.decode(event));
            default -> throw new IllegalArgumentException("expected a verdict or a label, found type " + bytes[0]);
        };
    }

    default byte[] encode() {
        return this instanceof Scored scored
                ? tagged(VERDICT, scored.verdict().encode())
                : tagged(LABEL, ((Labeled) this).label().encode());
    }

    private static byte[] tagged(byte type, byte[] event) {
        byte[] bytes = new byte[event.length + 1];
        bytes[0] = type;
        System.arraycopy(event, 0, bytes, 1, event.length);
        return bytes;
    }
}
