package io.gansieve.gan.dl4j;

import static io.gansieve.gan.dl4j.OnnxGraph.attribute;

import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains a small convolutional classifier, by which a generator's samples are told apart: two convolutions of stride 2 and two
 * dense layers, at 28×28×1 1.3 MFLOP forward an image. Cross-entropy by Adam, the learning rate falling to 0 along a straight line;
 * every image is shifted by up to {@value #MAX_SHIFT} pixel each time it is seen. Same images and seed, same bits. Used by one thread at a
 * time; holds native memory until closed.
 */
public final class ClassifierTraining implements AutoCloseable {
    static final int BATCH = 64;
    private static final int EPOCHS = 3;
    private static final double LEARNING_RATE = 0.002;
    private static final int MAX_SHIFT = 1;

    private final Pixels pixels;
    private final ImageShape shape;
    private final int classes;
    private final Network network;

    private ClassifierTraining(ImageShape shape, int classes, int steps) {
        this.pixels = new Pixels(shape);
        this.shape = shape;
        this.classes = classes;
        this.network = network(shape, classes, steps);
    }

    /** @param images of one shape, each with its class from 0 to {@code classes} − 1 */
    public static ClassifierTraining train(List<LabeledImage> images, int classes, long seed) {
        if (images.isEmpty() || images.stream().anyMatch(image -> classOf(image) >= classes)) {
            throw new IllegalArgumentException(
                    "expected images of the classes 0 to %d, found %d images".formatted(classes - 1, images.size()));
        }
        int steps = EPOCHS * ((images.size() + BATCH - 1) / BATCH);
        ClassifierTraining training =
                new ClassifierTraining(images.get(0).image().shape(), classes, steps);
        SplittableRandom random = new SplittableRandom(seed);
        training.network.initialise(random.split());
        try (Scratch scratch = new Scratch()) {
            int step = 0;
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                List<LabeledImage> order = shuffled(images, random);
                for (int from = 0; from < order.size(); from += BATCH) {
                    List<LabeledImage> batch = order.subList(from, Math.min(from + BATCH, order.size()));
                    int iteration = step++;
                    scratch.step(() -> training.step(batch, iteration, random));
                }
            }
        }
        return training;
    }

    /** Share of images whose most probable class is theirs. */
    public double accuracy(List<LabeledImage> images) {
        int right = 0;
        try (Scratch scratch = new Scratch()) {
            for (int from = 0; from < images.size(); from += BATCH) {
                List<LabeledImage> batch = images.subList(from, Math.min(from + BATCH, images.size()));
                right += scratch.step(() -> right(batch));
            }
        }
        return (double) right / images.size();
    }

    /** The classifier as ONNX: input {@code image} uint8 [N,H,W,C], output {@code probabilities} float [N,K]. */
    public byte[] onnx(Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("classifier");
        String image = graph.input("image", OnnxGraph.UINT8, shape.height(), shape.width(), shape.channels());
        String floats = graph.node("Cast", List.of(image), attribute("to", OnnxGraph.FLOAT));
        String planes = graph.node("Transpose", List.of(floats), attribute("perm", new long[] {0, 3, 1, 2}));
        String unit = graph.node("Div", List.of(planes, graph.constant(Pixels.HALF_RANGE)));
        String scaled = graph.node("Sub", List.of(unit, graph.constant(1f)));
        OnnxLayers layers = new OnnxLayers(graph, scaled, shape.height(), shape.width());
        try (Scratch scratch = new Scratch()) {
            return scratch.step(() -> {
                network.stages().forEach(layers::append);
                String output = graph.node("Softmax", List.of(layers.value()), attribute("axis", 1L));
                graph.rename(output, "probabilities");
                graph.output("probabilities", OnnxGraph.FLOAT, classes);
                return graph.model(metadata);
            });
        }
    }

    /** Probabilities as [N,K], row by row. */
    float[] probabilities(List<Image> images) {
        try (Scratch scratch = new Scratch()) {
            return scratch.step(() -> softmax(logits(images, false)));
        }
    }

    @Override
    public void close() {
        network.close();
    }

    private double step(List<LabeledImage> batch, int iteration, SplittableRandom random) {
        List<Image> images =
                batch.stream().map(image -> shifted(image.image(), random)).toList();
        float[] gradient = softmax(logits(images, true));
        double loss = 0;
        for (int i = 0; i < batch.size(); i++) {
            int target = i * classes + classOf(batch.get(i));
            loss -= Math.log(gradient[target]) / batch.size();
            gradient[target] -= 1;
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= batch.size();
        }
        network.backward(Nd4j.create(gradient, new long[] {batch.size(), classes}, 'c'));
        network.update(iteration);
        return loss;
    }

    private int right(List<LabeledImage> batch) {
        float[] logits = logits(batch.stream().map(LabeledImage::image).toList(), false);
        int right = 0;
        for (int i = 0; i < batch.size(); i++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = logits[i * classes + k] > logits[i * classes + best] ? k : best;
            }
            right += best == classOf(batch.get(i)) ? 1 : 0;
        }
        return right;
    }

    private float[] logits(List<Image> images, boolean training) {
        return network.forward(pixels.scaled(images), training)
                .output()
                .dup('c')
                .data()
                .asFloat();
    }

    /** Row by row e^l / Σ e^l, in place. */
    private float[] softmax(float[] logits) {
        for (int row = 0; row < logits.length; row += classes) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int k = row; k < row + classes; k++) {
                largest = Math.max(largest, logits[k]);
            }
            double sum = 0;
            for (int k = row; k < row + classes; k++) {
                logits[k] = (float) Math.exp(logits[k] - largest);
                sum += logits[k];
            }
            for (int k = row; k < row + classes; k++) {
                logits[k] /= (float) sum;
            }
        }
        return logits;
    }

    private static Image shifted(Image image, SplittableRandom random) {
        int right = random.nextInt(-MAX_SHIFT, MAX_SHIFT + 1);
        int down = random.nextInt(-MAX_SHIFT, MAX_SHIFT + 1);
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

    private static int classOf(LabeledImage image) {
        return image.imageClass()
                .orElseThrow(() -> new IllegalArgumentException("an image of a classifier must have a class"));
    }

    private static Network network(ImageShape shape, int classes, int steps) {
        PolySchedule rate = new PolySchedule(ScheduleType.ITERATION, LEARNING_RATE, 1, steps);
        return new Network(new NeuralNetConfiguration.Builder()
                .updater(new Adam(rate))
                .weightInit(WeightInit.ZERO)
                .activation(Activation.IDENTITY)
                .miniBatch(false)
                .list()
                .layer(SameConvolution.of(16, 5, 2))
                .layer(new ActivationLayer(Activation.RELU))
                .layer(SameConvolution.of(32, 5, 2))
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new DenseLayer.Builder()
                        .nOut(96)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new DenseLayer.Builder()
                        .nOut(classes)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(shape.height(), shape.width(), shape.channels()))
                .build());
    }
}
