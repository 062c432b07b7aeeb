package io.gansieve.gan.dl4j;

import static io.gansieve.gan.dl4j.OnnxGraph.attribute;

import io.gansieve.gan.LossGradient;
import io.gansieve.gan.Softmax;
import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a small convolutional classifier, by which a generator's samples are told apart: two convolutions of stride 2 and two
 * dense layers, at 28×28×1 2.8 MFLOP forward an image. Cross-entropy by Adam, the learning rate falling to 0 along a straight
 * line; an image is shifted by up to a pixel each time it is seen. Same images and seed, same bits. Used by one thread at a time;
 * holds native memory until closed.
 */
public final class ClassifierTraining implements AutoCloseable {
    /** Raised with every change after which the same images and seed give another classifier. */
    public static final int RECIPE = 1;

    private static final int BATCH = 128;
    private static final int FEATURES = 128;
    private static final int EPOCHS = 2;
    private static final double LEARNING_RATE = 0.002;

    private final ImageShape shape;
    private final int classes;
    private final int steps;
    private final Pixels pixels;
    private final Network network;

    private ClassifierTraining(ImageShape shape, int classes, int steps) {
        this.steps = steps;
        this.shape = shape;
        this.classes = classes;
        this.pixels = new Pixels(shape);
        this.network = network(shape, classes);
    }

    /**
     * An interrupt ends it before its next step with a {@link CancellationException}; the interrupt flag stays set.
     *
     * @param images of one shape, each with its class from 0 to {@code classes} − 1
     */
    public static ClassifierTraining train(List<LabeledImage> images, int classes, long seed) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a classifier needs images to learn from, found none");
        }
        for (LabeledImage image : images) {
            if (classOf(image) >= classes) {
                throw new IllegalArgumentException("class must be below %d: %d".formatted(classes, classOf(image)));
            }
        }
        int steps = EPOCHS * ((images.size() + BATCH - 1) / BATCH);
        ClassifierTraining training =
                new ClassifierTraining(images.get(0).image().shape(), classes, steps);
        try (Scratch scratch = new Scratch()) {
            training.run(images, new SplittableRandom(seed), scratch);
            return training;
        } catch (RuntimeException e) {
            // Whatever it is: native memory is given back, and it is thrown on.
            training.close();
            throw e;
        }
    }

    private void run(List<LabeledImage> images, SplittableRandom random, Scratch scratch) {
        network.initialise(random.split());
        int taken = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (List<LabeledImage> batch : batches(shuffled(images, random))) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("the classifier's training was interrupted at step " + taken);
                }
                int iteration = taken++;
                scratch.step(() -> step(batch, iteration, random));
            }
        }
    }

    private double step(List<LabeledImage> batch, int iteration, SplittableRandom random) {
        List<Image> images =
                batch.stream().map(image -> shifted(image.image(), random)).toList();
        int[] targets = batch.stream().mapToInt(ClassifierTraining::classOf).toArray();
        LossGradient loss = Softmax.crossEntropy(forward(images, true), targets);
        network.backward(Nd4j.create(loss.gradient(), new long[] {batch.size(), classes}, 'c'));
        network.update(LEARNING_RATE * (1 - (double) iteration / steps));
        return loss.loss();
    }

    /** Share of images whose most probable class is theirs. */
    public double accuracy(List<LabeledImage> images) {
        float[] logits = logits(images.stream().map(LabeledImage::image).toList());
        int right = 0;
        for (int i = 0; i < images.size(); i++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = logits[i * classes + k] > logits[i * classes + best] ? k : best;
            }
            right += best == classOf(images.get(i)) ? 1 : 0;
        }
        return (double) right / images.size();
    }

    /** [N,K], row by row. */
    float[] logits(List<Image> images) {
        float[] logits = new float[images.size() * classes];
        int rows = 0;
        try (Scratch scratch = new Scratch()) {
            for (List<Image> batch : batches(images)) {
                float[] part = scratch.step(() -> forward(batch, false));
                System.arraycopy(part, 0, logits, rows * classes, part.length);
                rows += batch.size();
            }
        }
        return logits;
    }

    /**
     * The classifier as ONNX: input {@code image} uint8 [N,H,W,C], outputs {@code probabilities} float [N,K] and {@code features}
     * float [N,{@value #FEATURES}], the last hidden layer.
     */
    public byte[] onnx(Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("classifier");
        String image = graph.input("image", OnnxGraph.UINT8, shape.height(), shape.width(), shape.channels());
        String floats = graph.node("Cast", List.of(image), attribute("to", OnnxGraph.FLOAT));
        String planes = graph.node("Transpose", List.of(floats), attribute("perm", new long[] {0, 3, 1, 2}));
        String scaled = graph.node("Div", List.of(planes, graph.constant(Pixels.HALF_RANGE)));
        OnnxLayers layers = new OnnxLayers(graph, scaled, shape.height(), shape.width());
        try (Scratch scratch = new Scratch()) {
            return scratch.step(() -> {
                List<Network.Stage> stages = network.stages();
                stages.subList(0, stages.size() - 1).forEach(layers::append);
                layers.rename("features");
                graph.output("features", OnnxGraph.FLOAT, FEATURES);
                layers.append(stages.get(stages.size() - 1));
                String output = graph.node("Softmax", List.of(layers.value()), attribute("axis", 1L));
                graph.rename(output, "probabilities");
                graph.output("probabilities", OnnxGraph.FLOAT, classes);
                return graph.model(metadata);
            });
        }
    }

    @Override
    public void close() {
        network.close();
    }

    /** Pixels in [0, 2], so that black is what lies around an image that is padded. */
    private float[] forward(List<Image> images, boolean training) {
        return network.forward(pixels.scaled(images).addi(1), training)
                .output()
                .dup('c')
                .data()
                .asFloat();
    }

    private static Image shifted(Image image, SplittableRandom random) {
        int right = random.nextInt(-1, 2);
        int down = random.nextInt(-1, 2);
        return right == 0 && down == 0 ? image : new Corruption.Shift(right, down).apply(image);
    }

    private static List<LabeledImage> shuffled(List<LabeledImage> images, SplittableRandom random) {
        List<LabeledImage> order = new ArrayList<>(images);
        for (int i = order.size() - 1; i > 0; i--) {
            LabeledImage other = order.set(random.nextInt(i + 1), order.get(i));
            order.set(i, other);
        }
        return order;
    }

    private static <T> List<List<T>> batches(List<T> rows) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += BATCH) {
            batches.add(rows.subList(from, Math.min(from + BATCH, rows.size())));
        }
        return batches;
    }

    private static int classOf(LabeledImage image) {
        return image.imageClass()
                .orElseThrow(() -> new IllegalArgumentException("an image that a classifier learns from has a class"));
    }

    private static Network network(ImageShape shape, int classes) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.ZERO)
                .activation(Activation.IDENTITY)
                .miniBatch(false)
                .list()
                .layer(SameConvolution.of(32, 4, 2))
                .layer(Rectifier.relu())
                .layer(SameConvolution.of(64, 3, 2))
                .layer(Rectifier.relu())
                .layer(Linear.of(FEATURES))
                .layer(Rectifier.relu())
                .layer(Linear.of(classes))
                .setInputType(InputType.convolutional(shape.height(), shape.width(), shape.channels()));
        return new Network(layers.build(), LEARNING_RATE);
    }
}
