package io.gansieve.registry;

/** The byte form of a {@link ModelPackage}: magic, metadata as JSON, parts with their lengths; SHA-256 for each part. */
public final class Envelope {
    private Envelope() {}

    public static byte[] encode(ModelPackage model) {
        throw new UnsupportedOperationException();
    }

    /** Checks magic, schema, lengths and checksums. */
    public static ModelPackage decode(byte[] bytes) throws CorruptEnvelopeException {
        throw new UnsupportedOperationException();
    }

    /** The metadata alone, without checking the parts. */
    public static ModelVersion metadata(byte[] bytes) throws CorruptEnvelopeException {
        throw new UnsupportedOperationException();
    }
}
