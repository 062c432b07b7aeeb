package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.HistogramWhitening;
import io.gansieve.gan.Model;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ImageShape;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * The networks for one image shape. Critic, detector and generator are in the manner of DCGAN (Radford et al. 2016) at a quarter of its cost: 4×4 kernels of
 * stride 2 halve the image until its longer side is at most 8, with 64 channels at the coarsest level and half as many at each
 * finer one. At 28×28×1 an image costs 3.5 (critic), 5.1 (detector) and 3.6 (generator) MFLOP forward.
 *
 * <p>{@link Model#REFERENCE} is the classic pair for every shape: two 5×5 halvings with 64 and 128 channels, 20.7 (critic) and
 * 22.0 (generator, latents of 100) MFLOP at 28×28×1. The detector is the same in both.
 *
 * <p>No network has batch normalisation: in a discriminator it would tie an image's logit to its neighbours in the batch, and in
 * the generator it would make training and sampling two different functions, for a tenth of the step's time.
 */
final class Architecture {
    private static final int COARSEST = 8;
    private static final int FEATURES = GanTrainer.LEARNED_FEATURES;
    static final int HISTOGRAM_FEATURES = 32;

    private static final double LEAK = 0.2;

    private final ImageShape shape;
    private final int latentSize;
    private final ClassColumns classes;
    private final double learningRate;
    private final int packing;
    private final Pyramid light;
    private final Pyramid playing;

    Architecture(TrainingConfig config) {
        this.shape = config.shape();
        this.latentSize = config.latentSize();
        this.classes = new ClassColumns(config.classes());
        this.learningRate = config.rules().learningRate().at(0);
        this.packing = config.rules().packing();
        this.light = new Pyramid(levels(Math.max(shape.height(), shape.width())), 64, 4);
        this.playing = switch (config.model()) {
            case DEFAULT -> light;
            case REFERENCE -> new Pyramid(2, 128, 5);
        };
    }

    /** Halvings of an image down to {@code channels} at the coarsest level, with square kernels of one size. */
    private record Pyramid(int levels, int channels, int kernel) {
        int channelsAt(int level) {
            return Math.max(8, channels >> (levels - 1 - level));
        }

        int coarse(int size) {
            return (int) SameConvolution.outputs(size, 1L << levels);
        }
    }

    /** Packs of p images, pixels in [−1, 1] as [N,pC,H,W] → a logit for each class and one for none [N,K+1], above 0: rather real. */
    Network critic() {
        NeuralNetConfiguration.ListBuilder layers = list();
        addHalvings(layers, playing);
        layers.layer(dense(classes.columns()));
        return build(layers, imageInput(packing * shape.channels()));
    }

    /** Planes of {@link Pixels#views} [N,3C,H,W] → what they look like [N,64]. */
    Network detectorTrunk() {
        NeuralNetConfiguration.ListBuilder layers = list();
        addHalvings(layers, light);
        layers.layer(SameConvolution.of(light.channels(), 3, 2)).layer(leakyRelu());
        layers.layer(dense(FEATURES)).layer(leakyRelu());
        return build(layers, imageInput(Pixels.VIEWS * shape.channels()));
    }

    /** {@link HistogramWhitening#apply} [N,13C+1] → what it looks like [N,32]. */
    Network detectorHistogram() {
        NeuralNetConfiguration.ListBuilder layers = list();
        layers.layer(dense(HISTOGRAM_FEATURES)).layer(leakyRelu());
        return build(layers, InputType.feedForward(HistogramWhitening.size(shape.channels())));
    }

    /** Both [N,96] → logit [N,1], above 0: rather generated; features [N,64]. */
    Network detectorHead() {
        NeuralNetConfiguration.ListBuilder layers = list();
        layers.layer(dense(FEATURES)).layer(leakyRelu()).layer(dense(1));
        return build(layers, InputType.feedForward(FEATURES + HISTOGRAM_FEATURES));
    }

    ImageShape shape() {
        return shape;
    }

    /** Dense layers of the given widths, with ReLU between them. */
    Network perceptron(int inputs, int... widths) {
        return build(dense(widths), InputType.feedForward(inputs));
    }

    /** Latents [N,Z] → pixels in [−1, 1] as [N,C·H·W]. */
    Network denseGenerator(int latents, int width) {
        NeuralNetConfiguration.ListBuilder layers = dense(new int[] {width, shape.size()});
        layers.layer(new ActivationLayer(Activation.TANH));
        return build(layers, InputType.feedForward(latents));
    }

    private NeuralNetConfiguration.ListBuilder dense(int[] widths) {
        NeuralNetConfiguration.ListBuilder layers = list();
        for (int i = 0; i < widths.length; i++) {
            if (i > 0) {
                layers.layer(relu());
            }
            layers.layer(dense(widths[i]));
        }
        return layers;
    }

    /** Latents and class [N,Z+K] → pixels in [−1, 1] as [N,C,H,W]. */
    Network generator() {
        int levels = playing.levels();
        int height = playing.coarse(shape.height());
        int width = playing.coarse(shape.width());
        int channels = playing.channels();
        NeuralNetConfiguration.ListBuilder layers = list();
        layers.layer(dense(channels * height * width)).layer(relu());
        layers.inputPreProcessor(1, new FeedForwardToCnnPreProcessor(height, width, channels));
        for (int level = levels - 1; level > 0; level--) {
            layers.layer(SameDeconvolution.of(playing.channelsAt(level - 1), playing.kernel(), 2));
            layers.layer(relu());
        }
        layers.layer(SameDeconvolution.of(shape.channels(), playing.kernel(), 2));
        addCrop(layers, (height << levels) - shape.height(), (width << levels) - shape.width());
        layers.layer(new ActivationLayer(Activation.TANH));
        return build(layers, InputType.feedForward(latentSize + classes.classes()));
    }

    private void addHalvings(NeuralNetConfiguration.ListBuilder layers, Pyramid pyramid) {
        for (int level = 0; level < pyramid.levels(); level++) {
            layers.layer(SameConvolution.of(pyramid.channelsAt(level), pyramid.kernel(), 2))
                    .layer(leakyRelu());
        }
    }

    /** The generator's grid is a multiple of 2^levels; what is too much goes, half on each side. */
    private static void addCrop(NeuralNetConfiguration.ListBuilder layers, int rows, int columns) {
        if (rows > 0 || columns > 0) {
            layers.layer(new Cropping2D(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2));
        }
    }

    private static int levels(int size) {
        int levels = 1;
        while (SameConvolution.outputs(size, 1L << levels) > COARSEST) {
            levels++;
        }
        return levels;
    }

    private InputType imageInput(int channels) {
        return InputType.convolutional(shape.height(), shape.width(), channels);
    }

    /** Weights start at zero so that DL4J draws nothing; {@link Network#initialise} sets them from the round's own numbers. */
    private NeuralNetConfiguration.ListBuilder list() {
        return new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.ZERO)
                .activation(Activation.IDENTITY)
                .miniBatch(false)
                .list();
    }

    private Network build(NeuralNetConfiguration.ListBuilder layers, InputType input) {
        MultiLayerConfiguration configuration = layers.setInputType(input).build();
        return new Network(configuration, learningRate);
    }

    private static Layer dense(int outputs) {
        return Linear.of(outputs);
    }

    private static Layer leakyRelu() {
        return Rectifier.leaky(LEAK);
    }

    private static Layer relu() {
        return Rectifier.relu();
    }
}
