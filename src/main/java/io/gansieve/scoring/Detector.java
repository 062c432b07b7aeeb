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
import io.gansieve.scoring.onnx.CheckedModel;
import io.gansieve.scoring.onnx.ModelCheck;
import io.gansieve.scoring.onnx.ModelRules;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

    private final OrtSession session;

    /** Images of one call: bounds its native memory and its time. */
    private final int batch;

    private final DetectorMetadata metadata;
    private final String sha256;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param features the penultimate activations */
    @SuppressWarnings("ArrayRecordComponent")
    public record Output(double logit, float[] features) {}

    private Detector(OrtSession session, int batch, DetectorMetadata metadata, String sha256) {
        this.session = session;
        this.batch = batch;
        this.metadata = metadata;
        this.sha256 = sha256;
    }

    /**
     * Checks the file before ONNX Runtime sees it, then metadata, shape and outputs, and tries it on images. Throws {@link
     * IllegalArgumentException} with what was expected and found.
     */
    public static Detector load(byte[] onnx) {
        return load(onnx, ModelRules.SERVING);
    }

    /** The same by other rules. */
    public static Detector load(byte[] onnx, ModelRules rules) {
        CheckedModel model = ModelCheck.of(onnx, rules);
        OrtSession session = OnnxSessions.open(model, "detector");
        try {
            DetectorMetadata metadata =
                    DetectorMetadata.fromProperties(session.getMetadata().getCustomMetadata());
            checkInput(session.getInputInfo(), metadata.shape());
            checkOutputs(session.getOutputInfo().keySet());
            Detector detector = new Detector(session, model.batch(), metadata, Sha256.hex(onnx));
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
        for (int from = 0; from < images.size(); from += batch) {
            outputs.addAll(run(images.subList(from, Math.min(from + batch, images.size()))));
        }
        return outputs;
    }

    private List<Output> run(List<Image> images) {
        ImageShape shape = metadata.shape();
        long[] dimensions = {images.size(), shape.height(), shape.width(), shape.channels()};
        try (OnnxTensor input = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(),
                        OnnxSessions.pixels(images, shape),
                        dimensions,
                        OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(INPUT, input))) {
            float[] logits = values(result, LOGIT, images.size());
            float[] features = values(result, FEATURES, images.size());
            if (logits.length != images.size()) {
                throw new IllegalArgumentException(
                        "expected one logit an image, found %d for %d images".formatted(logits.length, images.size()));
            }
            int width = features.length / images.size();
            List<Output> outputs = new ArrayList<>(images.size());
            for (int i = 0; i < images.size(); i++) {
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

    /** Tried on a few images, one at a time and as many as a call takes, so that a file that cannot score is found before it serves. */
    private void probe() {
        List<Image> probes = ProbeImages.of(metadata.shape());
        try {
            List<Output> together = score(Collections.nCopies(batch, probes.get(0)));
            probe(together.get(together.size() - 1));
            for (Image probe : probes) {
                probe(score(probe));
            }
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("expected a detector that answers: " + e.getMessage(), e);
        }
    }

    private void probe(Output output) {
        boolean finite = Double.isFinite(output.logit());
        for (float feature : output.features()) {
            finite &= Float.isFinite(feature);
        }
        if (!finite) {
            throw new IllegalArgumentException("expected a finite logit and features of a black, a white and a noisy"
                    + " image, found logit " + output.logit());
        }
        // Refuses features that the metadata are not made for.
        metadata.familiarity().contains(output.features());
    }
}
