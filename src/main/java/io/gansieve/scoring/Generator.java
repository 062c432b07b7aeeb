package io.gansieve.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.scoring.onnx.CheckedModel;
import io.gansieve.scoring.onnx.ModelCheck;
import io.gansieve.scoring.onnx.ModelRules;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;

/**
 * An ONNX Runtime session over a generator's file: input {@code latent} float [N,Z+K], standard normal numbers and
 * the class as one-hot; output {@code image} uint8
 * [N,H,W,C]. Safe for any thread; the owner closes it.
 */
public final class Generator implements AutoCloseable {
    private static final String INPUT = "latent";
    private static final String OUTPUT = "image";

    private final OrtSession session;

    /** Images of one call: bounds its native memory and its time. */
    private final int batch;

    private final int inputs;
    private final ClassShares shares;
    private final ImageShape shape;

    private Generator(OrtSession session, int batch, int inputs, ClassShares shares, ImageShape shape) {
        this.session = session;
        this.batch = batch;
        this.inputs = inputs;
        this.shares = shares;
        this.shape = shape;
    }

    /** Throws {@link IllegalArgumentException} with what was expected and found. */
    public static Generator load(byte[] onnx) {
        CheckedModel model = ModelCheck.of(onnx, ModelRules.SERVING);
        OrtSession session = OnnxSessions.open(model, "generator");
        try {
            long[] latent = dimensions(session.getInputInfo(), INPUT, 2);
            long[] image = dimensions(session.getOutputInfo(), OUTPUT, 4);
            ImageShape shape =
                    new ImageShape(Math.toIntExact(image[1]), Math.toIntExact(image[2]), Math.toIntExact(image[3]));
            Generator generator =
                    new Generator(session, model.batch(), Math.toIntExact(latent[1]), shares(session), shape);
            generator.probe();
            return generator;
        } catch (OrtException e) {
            OnnxSessions.close(session);
            throw new IllegalArgumentException("expected a generator as ONNX: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // Whatever it is: native memory is given back, and it is thrown on.
            OnnxSessions.close(session);
            throw e;
        }
    }

    /** One image, so that a file that gives none is found before it is relied on. */
    private void probe() {
        if (shares.classes() >= inputs) {
            throw new IllegalArgumentException(
                    "expected normal numbers beside %d classes, found %d inputs".formatted(shares.classes(), inputs));
        }
        try {
            sample(1, 0);
        } catch (IllegalStateException | BufferUnderflowException e) {
            throw new IllegalArgumentException("expected a generator of images of %s: %s".formatted(shape, e), e);
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
        requireClass(imageClass);
        return sample(count, seed, random -> imageClass);
    }

    /**
     * Walks that come back to where they began, one an image: all frames of {@code a cos t + b sin t} for t from 0 to 2π, whose latents
     * are as normal at every t as {@code a} and {@code b} are.
     *
     * @param imageClass of all images; empty for classes as often as in the reals, each kept through its walk
     * @return by frame
     */
    public List<List<Image>> walk(int images, int frames, OptionalInt imageClass, long seed) {
        imageClass.ifPresent(this::requireClass);
        SplittableRandom random = new SplittableRandom(seed);
        int normal = inputs - shares.classes();
        List<Walk> walks = new ArrayList<>(images);
        for (int i = 0; i < images; i++) {
            int of = imageClass.orElseGet(() -> shares.draw(random));
            walks.add(new Walk(gaussians(normal, random), gaussians(normal, random), of));
        }
        List<List<Image>> film = new ArrayList<>(frames);
        for (int frame = 0; frame < frames; frame++) {
            double angle = 2 * Math.PI * frame / frames;
            List<Image> pictures = new ArrayList<>(images);
            for (int from = 0; from < images; from += batch) {
                List<Walk> part = walks.subList(from, Math.min(from + batch, images));
                pictures.addAll(run(part.stream().map(walk -> walk.at(angle)).toList()));
            }
            film.add(pictures);
        }
        return film;
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one call, never compared
    private record Point(double[] normal, int imageClass) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Walk(double[] a, double[] b, int imageClass) {
        Point at(double angle) {
            double[] normal = new double[a.length];
            for (int i = 0; i < a.length; i++) {
                normal[i] = a[i] * Math.cos(angle) + b[i] * Math.sin(angle);
            }
            return new Point(normal, imageClass);
        }
    }

    private static double[] gaussians(int count, SplittableRandom random) {
        return DoubleStream.generate(random::nextGaussian).limit(count).toArray();
    }

    private void requireClass(int imageClass) {
        if (imageClass < 0 || imageClass >= shares.classes()) {
            throw new IllegalArgumentException(
                    shares.classes() == 0
                            ? "this generator was trained without classes, asked for class " + imageClass
                            : "class must be from 0 to %d: %d".formatted(shares.classes() - 1, imageClass));
        }
    }

    private List<Image> sample(int count, long seed, ToIntFunction<SplittableRandom> classes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Image> images = new ArrayList<>(count);
        while (images.size() < count) {
            images.addAll(run(points(Math.min(batch, count - images.size()), random, classes)));
        }
        return images;
    }

    private List<Point> points(int count, SplittableRandom random, ToIntFunction<SplittableRandom> classes) {
        List<Point> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int imageClass = classes.applyAsInt(random);
            points.add(new Point(gaussians(inputs - shares.classes(), random), imageClass));
        }
        return points;
    }

    private List<Image> run(List<Point> points) {
        int count = points.size();
        FloatBuffer latents = ByteBuffer.allocateDirect(count * inputs * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        int normal = inputs - shares.classes();
        for (int row = 0; row < count; row++) {
            Point point = points.get(row);
            for (int i = 0; i < normal; i++) {
                latents.put(row * inputs + i, (float) point.normal()[i]);
            }
            int imageClass = point.imageClass();
            if (imageClass != ClassShares.NONE) {
                latents.put(row * inputs + normal + imageClass, 1);
            }
        }
        try (OnnxTensor input =
                        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), latents, new long[] {count, inputs});
                OrtSession.Result result = session.run(Map.of(INPUT, input))) {
            ByteBuffer pixels = pixels((OnnxTensor) result.get(OUTPUT).orElseThrow());
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

    private static ByteBuffer pixels(OnnxTensor tensor) {
        if (tensor.getInfo().type != OnnxJavaType.UINT8) {
            throw new IllegalStateException("expected pixels as uint8, found " + tensor.getInfo().type);
        }
        return tensor.getByteBuffer();
    }

    public ImageShape shape() {
        return shape;
    }

    @Override
    public void close() {
        OnnxSessions.close(session);
    }
}
