package io.gansieve.image.codec;

import io.gansieve.image.codec.DecodeResult.Reason;

/** Why a file cannot be decoded; never leaves the package. */
final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    UndecodableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static UndecodableException corrupt(String format, String message) {
        return new UndecodableException(Reason.CORRUPT, format + ": " + message);
    }

    static UndecodableException unsupported(String format, String message) {
        return new UndecodableException(Reason.UNSUPPORTED_FORMAT, format + ": " + message);
    }

    static UndecodableException animated(String format, int frames) {
        return new UndecodableException(
                Reason.ANIMATED, format + ": expected one picture, found %d or more frames".formatted(frames));
    }

    Reason reason() {
        return reason;
    }

    DecodeResult.Undecodable result() {
        return new DecodeResult.Undecodable(reason, String.valueOf(getMessage()));
    }
}
