package io.gansieve.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * An ONNX Runtime session over a generator's file: input {@code latent} float [N,Z+K], standard normal numbers and
 * the class as one-hot; output {@code image} uint8
 * [N,H,W,C]. Safe for any thread; the owner closes it.
 */
public final class Generator implements AutoCloseable {
    private static final String INPUT = "latent";
    private static final String OUTPUT = "image";

    /** Bounds the native memory of a call. */
    private static final int MAX_BATCH = 64;

    private final OrtSession session;
    private final int inputs;
    private final ClassShares shares;
    private final ImageShape shape;

    private Generator(OrtSession session, int inputs, ClassShares shares, ImageShape shape) {
        this.session = session;
        this.inputs = inputs;
        this.shares = shares;
        this.shape = shape;
    }

    /** Throws {@link IllegalArgumentException} with what was expected and found. */
    public static Generator load(byte[] onnx) {
        OrtSession session = OnnxSessions.open(onnx, "generator");
        try {
            long[] latent = dimensions(session.getInputInfo(), INPUT, 2);
            long[] image = dimensions(session.getOutputInfo(), OUTPUT, 4);
            ImageShape shape =
                    new ImageShape(Math.toIntExact(image[1]), Math.toIntExact(image[2]), Math.toIntExact(image[3]));
            return new Generator(session, Math.toIntExact(latent[1]), shares(session), shape);
        } catch (OrtException e) {
            OnnxSessions.close(session);
            throw new IllegalArgumentException("expected a generator as ONNX: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            OnnxSessions.close(session);
            throw e;
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

    /** Without the property, a generator that knows no classes. */
    private static ClassShares shares(OrtSession session) throws OrtException {
        String text = session.getMetadata().getCustomMetadata().getOrDefault(ClassShares.PROPERTY, "0");
        return ClassShares.parse(text);
    }

    /** The same seed gives the same images; a longer list begins with the shorter one. Classes come as often as in the reals. */
    public List<Image> sample(int count, long seed) {
        return sample(count, seed, random -> shares.draw(random));
    }

    /** The same of one class; throws {@link IllegalArgumentException} if the generator does not know it. */
    public List<Image> sample(int count, int imageClass, long seed) {
        if (imageClass < 0 || imageClass >= shares.classes()) {
            throw new IllegalArgumentException(
                    shares.classes() == 0
                            ? "this generator was trained without classes, asked for class " + imageClass
                            : "class must be from 0 to %d: %d".formatted(shares.classes() - 1, imageClass));
        }
        return sample(count, seed, random -> imageClass);
    }

    private List<Image> sample(int count, long seed, ToIntFunction<SplittableRandom> classes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Image> images = new ArrayList<>(count);
        while (images.size() < count) {
            images.addAll(run(Math.min(MAX_BATCH, count - images.size()), random, classes));
        }
        return images;
    }

    private List<Image> run(int count, SplittableRandom random, ToIntFunction<SplittableRandom> classes) {
        FloatBuffer latents = ByteBuffer.allocateDirect(count * inputs * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        int normal = inputs - shares.classes();
        for (int row = 0; row < count; row++) {
            int imageClass = classes.applyAsInt(random);
            for (int i = 0; i < normal; i++) {
                latents.put(row * inputs + i, (float) random.nextGaussian());
            }
            if (imageClass != ClassShares.NONE) {
                latents.put(row * inputs + normal + imageClass, 1);
            }
        }
        try (OnnxTensor input =
                        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), latents, new long[] {count, inputs});
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
        OnnxSessions.close(session);
    }
}
