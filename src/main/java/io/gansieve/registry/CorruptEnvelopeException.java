package io.gansieve.registry;

/** A model record that cannot be used: truncated, wrong magic, wrong checksum, a newer schema. The message says which. */
public final class CorruptEnvelopeException extends Exception {
    private static final long serialVersionUID = 1L;

    public CorruptEnvelopeException(String message) {
        super(message);
    }

    public CorruptEnvelopeException(String message, Throwable cause) {
        super(message, cause);
    }
}
