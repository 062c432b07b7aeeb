package io.gansieve.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Sha256;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An ONNX Runtime session over a detector's file: input {@code image} uint8 [N,H,W,C], outputs {@code logit} float [N,1] and
 * {@code features} float [N,F]. Safe for any thread; the owner closes it, after its last reader. A call runs on its caller's
 * thread alone, so that callers scale with cores.
 */
public final class Detector implements AutoCloseable {
    private static final String INPUT = "image";
    private static final String LOGIT = "logit";
    private static final String FEATURES = "features";

    /** Bounds the native memory of a call; more images at a time are no faster. */
    private static final int MAX_BATCH = 64;

    private final OrtSession session;
    private final DetectorMetadata metadata;
    private final String sha256;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param features the penultimate activations */
    @SuppressWarnings("ArrayRecordComponent")
    public record Output(double logit, float[] features) {}

    private Detector(OrtSession session, DetectorMetadata metadata, String sha256) {
        this.session = session;
        this.metadata = metadata;
        this.sha256 = sha256;
    }

    /** Validates metadata, shape and outputs; throws {@link IllegalArgumentException} with what was expected and found. */
    public static Detector load(byte[] onnx) {
        OrtSession session = OnnxSessions.open(onnx, "detector");
        try {
            DetectorMetadata metadata =
                    DetectorMetadata.fromProperties(session.getMetadata().getCustomMetadata());
            checkInput(session.getInputInfo(), metadata.shape());
            checkOutputs(session.getOutputInfo().keySet());
            Detector detector = new Detector(session, metadata, Sha256.hex(onnx));
            detector.probe();
            return detector;
        } catch (OrtException e) {
            OnnxSessions.close(session);
            throw new IllegalArgumentException("expected a detector as ONNX: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // Whatever it is: native memory is given back, and it is thrown on.
            OnnxSessions.close(session);
            throw e;
        }
    }

    public Output score(Image image) {
        return score(List.of(image)).get(0);
    }

    /** The same for many images, in order. */
    public List<Output> score(List<Image> images) {
        List<Output> outputs = new ArrayList<>(images.size());
        for (int from = 0; from < images.size(); from += MAX_BATCH) {
            outputs.addAll(run(images.subList(from, Math.min(from + MAX_BATCH, images.size()))));
        }
        return outputs;
    }

    private List<Output> run(List<Image> batch) {
        ImageShape shape = metadata.shape();
        long[] dimensions = {batch.size(), shape.height(), shape.width(), shape.channels()};
        try (OnnxTensor input = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(),
                        OnnxSessions.pixels(batch, shape),
                        dimensions,
                        OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(INPUT, input))) {
            float[] logits = values(result, LOGIT, batch.size());
            float[] features = values(result, FEATURES, batch.size());
            if (logits.length != batch.size()) {
                throw new IllegalArgumentException(
                        "expected one logit an image, found %d for %d images".formatted(logits.length, batch.size()));
            }
            int width = features.length / batch.size();
            List<Output> outputs = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                outputs.add(new Output(logits[i], Arrays.copyOfRange(features, i * width, (i + 1) * width)));
            }
            return outputs;
        } catch (OrtException e) {
            throw new IllegalStateException("detector %s failed: %s".formatted(sha256, e.getMessage()), e);
        }
    }

    private static float[] values(OrtSession.Result result, String output, int batchSize) {
        OnnxTensor tensor = (OnnxTensor) result.get(output).orElseThrow();
        long[] dimensions = tensor.getInfo().getShape();
        FloatBuffer buffer = tensor.getFloatBuffer();
        if (buffer == null || dimensions.length != 2 || dimensions[0] != batchSize) {
            throw new IllegalArgumentException(
                    "expected output %s as float [%d,…], found %s".formatted(output, batchSize, tensor.getInfo()));
        }
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    public DetectorMetadata metadata() {
        return metadata;
    }

    /** Of the file, in hex. */
    public String sha256() {
        return sha256;
    }

    /** Closing twice does no harm. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            OnnxSessions.close(session);
        }
    }

    private static void checkInput(Map<String, NodeInfo> inputs, ImageShape shape) {
        NodeInfo input = inputs.get(INPUT);
        if (inputs.size() != 1 || input == null) {
            throw new IllegalArgumentException("expected the one input image, found " + inputs.keySet());
        }
        long[] expected = {-1, shape.height(), shape.width(), shape.channels()};
        if (!(input.getInfo() instanceof TensorInfo tensor)
                || tensor.type != OnnxJavaType.UINT8
                || !Arrays.equals(tensor.getShape(), expected)) {
            throw new IllegalArgumentException("expected input image as uint8 [N,%d,%d,%d], found %s"
                    .formatted(shape.height(), shape.width(), shape.channels(), input.getInfo()));
        }
    }

    private static void checkOutputs(Set<String> outputs) {
        if (!outputs.containsAll(Set.of(LOGIT, FEATURES))) {
            throw new IllegalArgumentException("expected the outputs logit and features, found " + outputs);
        }
    }

    /** Runs once, two images at a time, so that a file that cannot score is found before it serves. */
    private void probe() {
        Image black = Image.of(metadata.shape(), new byte[metadata.shape().size()]);
        for (Output output : score(List.of(black, black))) {
            if (!Double.isFinite(output.logit())) {
                throw new IllegalArgumentException(
                        "expected a finite logit for a black image, found " + output.logit());
            }
        }
    }
}
