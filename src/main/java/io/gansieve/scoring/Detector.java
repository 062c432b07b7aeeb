package io.gansieve.scoring;

import io.gansieve.image.Image;
import java.util.List;

/** An ONNX Runtime session over a detector's file. Safe for any thread; the owner closes it, after its last reader. */
public final class Detector implements AutoCloseable {
    /** @param features the penultimate activations */
    @SuppressWarnings("ArrayRecordComponent")
    public record Output(double logit, float[] features) {}

    private final DetectorMetadata metadata;
    private final String sha256;

    private Detector(DetectorMetadata metadata, String sha256) {
        this.metadata = metadata;
        this.sha256 = sha256;
    }

    /** Validates metadata, shape and outputs; throws {@link IllegalArgumentException} with what was expected and found. */
    public static Detector load(byte[] onnx) {
        throw new UnsupportedOperationException();
    }

    public Output score(Image image) {
        throw new UnsupportedOperationException();
    }

    /** The same for many images, in order. */
    public List<Output> score(List<Image> images) {
        throw new UnsupportedOperationException();
    }

    public DetectorMetadata metadata() {
        return metadata;
    }

    /** Of the file, in hex. */
    public String sha256() {
        return sha256;
    }

    @Override
    public void close() {}
}
