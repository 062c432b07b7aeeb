package io.gansieve.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An ONNX Runtime session over a generator's file: input {@code latent} float [N,Z], standard normal; output {@code image} uint8
 * [N,H,W,C]. Safe for any thread; the owner closes it.
 */
public final class Generator implements AutoCloseable {
    private static final String INPUT = "latent";
    private static final String OUTPUT = "image";

    /** Bounds the native memory of a call. */
    private static final int MAX_BATCH = 64;

    private final OrtSession session;
    private final int latentSize;
    private final ImageShape shape;

    private Generator(OrtSession session, int latentSize, ImageShape shape) {
        this.session = session;
        this.latentSize = latentSize;
        this.shape = shape;
    }

    /** Throws {@link IllegalArgumentException} with what was expected and found. */
    public static Generator load(byte[] onnx) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx, options);
            try {
                long[] latent = dimensions(session.getInputInfo(), INPUT, 2);
                long[] image = dimensions(session.getOutputInfo(), OUTPUT, 4);
                ImageShape shape =
                        new ImageShape(Math.toIntExact(image[1]), Math.toIntExact(image[2]), Math.toIntExact(image[3]));
                return new Generator(session, Math.toIntExact(latent[1]), shape);
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new IllegalArgumentException(
                    "expected a generator as ONNX in %d bytes: %s".formatted(onnx.length, e.getMessage()), e);
        }
    }

    private static long[] dimensions(Map<String, NodeInfo> nodes, String name, int rank) {
        NodeInfo node = nodes.get(name);
        if (node == null || !(node.getInfo() instanceof TensorInfo tensor) || tensor.getShape().length != rank) {
            throw new IllegalArgumentException(
                    "expected a generator with %s of %d dimensions, found %s".formatted(name, rank, nodes.keySet()));
        }
        return tensor.getShape();
    }

    /** The same seed gives the same images; a longer list begins with the shorter one. */
    public List<Image> sample(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Image> images = new ArrayList<>(count);
        while (images.size() < count) {
            images.addAll(run(Math.min(MAX_BATCH, count - images.size()), random));
        }
        return images;
    }

    private List<Image> run(int count, SplittableRandom random) {
        FloatBuffer latents = ByteBuffer.allocateDirect(count * latentSize * Float.BYTES)
                .order(java.nio.ByteOrder.nativeOrder())
                .asFloatBuffer();
        while (latents.hasRemaining()) {
            latents.put((float) random.nextGaussian());
        }
        try (OnnxTensor input = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), latents.flip(), new long[] {count, latentSize});
                OrtSession.Result result = session.run(Map.of(INPUT, input))) {
            ByteBuffer pixels = ((OnnxTensor) result.get(OUTPUT).orElseThrow()).getByteBuffer();
            List<Image> images = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] bytes = new byte[shape.size()];
                pixels.get(bytes);
                images.add(Image.of(shape, bytes));
            }
            return images;
        } catch (OrtException e) {
            throw new IllegalStateException("the generator failed: " + e.getMessage(), e);
        }
    }

    public ImageShape shape() {
        return shape;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("an ONNX session cannot be closed: " + e.getMessage(), e);
        }
    }
}
