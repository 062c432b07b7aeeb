package io.gansieve.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.scoring.onnx.CheckedModel;
import java.nio.ByteBuffer;
import java.util.List;

/** What all ONNX sessions here have in common: one thread each, the caller's, and images as uint8 [N,H,W,C]. */
final class OnnxSessions {
    private OnnxSessions() {}

    /**
     * The caller closes it. Throws {@link IllegalArgumentException} for what ONNX Runtime cannot load; {@code what} names it.
     */
    static OrtSession open(CheckedModel model, String what) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            // Otherwise the bytes choose their format, and another one was not checked.
            options.addConfigEntry("session.load_model_format", "ONNX");
            return OrtEnvironment.getEnvironment().createSession(model.onnx(), options);
        } catch (OrtException e) {
            throw new IllegalArgumentException(
                    "expected a %s as ONNX in %d bytes: %s".formatted(what, model.onnx().length, e.getMessage()), e);
        }
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("an ONNX session cannot be closed: " + e.getMessage(), e);
        }
    }

    /** The images' bytes one after the other; throws {@link IllegalArgumentException} for one of another shape. */
    static ByteBuffer pixels(List<Image> batch, ImageShape shape) {
        byte[] bytes = new byte[batch.size() * shape.size()];
        for (int i = 0; i < batch.size(); i++) {
            Image image = batch.get(i);
            if (!image.shape().equals(shape)) {
                throw new IllegalArgumentException("expected an image of %s, found %s".formatted(shape, image.shape()));
            }
            image.copyTo(bytes, i * shape.size());
        }
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
