package io.gansieve.gan;

/** A stored snapshot that cannot be used: truncated, wrong magic, newer version, wrong checksum. The message says which. */
public final class CorruptSnapshotException extends Exception {
    private static final long serialVersionUID = 1L;

    public CorruptSnapshotException(String message) {
        super(message);
    }
}
