package io.gansieve.scoring;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.scoring.onnx.CheckedModel;
import io.gansieve.scoring.onnx.ModelCheck;
import io.gansieve.scoring.onnx.ModelRules;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX Runtime session over a classifier's file: input {@code image} uint8 [N,H,W,C], output {@code probabilities} float [N,K].
 * Safe for any thread; the owner closes it. A call runs on its caller's thread alone.
 */
public final class Classifier implements AutoCloseable {
    private static final String INPUT = "image";
    private static final String OUTPUT = "probabilities";
    private static final String FEATURES = "features";

    private final OrtSession session;

    /** Images of one call: bounds its native memory and its time. */
    private final int batch;

    private final ClassifierMetadata metadata;

    private Classifier(OrtSession session, int batch, ClassifierMetadata metadata) {
        this.session = session;
        this.batch = batch;
        this.metadata = metadata;
    }

    /** Throws {@link IllegalArgumentException} with what was expected and found. */
    public static Classifier load(byte[] onnx) {
        CheckedModel model = ModelCheck.of(onnx, ModelRules.SERVING);
        OrtSession session = OnnxSessions.open(model, "classifier");
        try {
            Classifier classifier = new Classifier(
                    session,
                    model.batch(),
                    ClassifierMetadata.fromProperties(session.getMetadata().getCustomMetadata()));
            classifier.probe();
            return classifier;
        } catch (OrtException e) {
            OnnxSessions.close(session);
            throw new IllegalArgumentException("expected a classifier as ONNX: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // Whatever it is: native memory is given back, and it is thrown on.
            OnnxSessions.close(session);
            throw e;
        }
    }

    /** One probability a class for each image, in order. */
    public List<float[]> probabilities(List<Image> images) {
        return rows(images, OUTPUT);
    }

    /** Whether the file gives features: those of earlier releases do not. */
    public boolean hasFeatures() {
        return session.getOutputNames().contains(FEATURES);
    }

    /**
     * What the last hidden layer makes of each image, in order: the space in which {@code evaluation} measures distances.
     *
     * @throws IllegalStateException if the file gives none
     */
    public List<float[]> features(List<Image> images) {
        if (!hasFeatures()) {
            throw new IllegalStateException("this classifier's file gives no features: it must be made again");
        }
        return rows(images, FEATURES);
    }

    private List<float[]> rows(List<Image> images, String output) {
        List<float[]> rows = new ArrayList<>(images.size());
        try {
            for (int from = 0; from < images.size(); from += batch) {
                run(images.subList(from, Math.min(from + batch, images.size())), output, rows);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("the classifier failed: " + e.getMessage(), e);
        }
        return rows;
    }

    private void run(List<Image> images, String output, List<float[]> rows) throws OrtException {
        ImageShape shape = metadata.shape();
        long[] dimensions = {images.size(), shape.height(), shape.width(), shape.channels()};
        try (OnnxTensor input = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(),
                        OnnxSessions.pixels(images, shape),
                        dimensions,
                        OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(INPUT, input), Set.of(output))) {
            FloatBuffer values = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
            int width = values.remaining() / images.size();
            while (values.hasRemaining()) {
                float[] row = new float[width];
                values.get(row);
                rows.add(row);
            }
        }
    }

    /** Runs once, so that a file of other inputs or outputs is found before it is relied on. */
    private void probe() throws OrtException {
        Image black = Image.of(metadata.shape(), new byte[metadata.shape().size()]);
        List<float[]> probabilities = new ArrayList<>();
        run(List.of(black, black), OUTPUT, probabilities);
        if (probabilities.size() != 2 || probabilities.get(0).length != metadata.classes()) {
            throw new IllegalArgumentException("expected %d probabilities an image, found %d for %d images"
                    .formatted(
                            metadata.classes(),
                            probabilities.stream().mapToInt(row -> row.length).sum(),
                            2));
        }
    }

    public ClassifierMetadata metadata() {
        return metadata;
    }

    @Override
    public void close() {
        OnnxSessions.close(session);
    }
}
