package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ImageShape;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The fast layers compute what DL4J's own do, and their gradients are gradients. */
class NetworkTest {
    private static final int ROWS = 3;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void convolutionEqualsTheStockLayer(int kernel) {
        Layer stock = new ConvolutionLayer.Builder(kernel, kernel)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(5)
                .build();

        assertEqualLayers(SameConvolution.of(5, kernel, 2), stock);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void deconvolutionEqualsTheStockLayer(int kernel) {
        Layer stock = new Deconvolution2D.Builder(kernel, kernel)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(5)
                .build();

        assertEqualLayers(SameDeconvolution.of(5, kernel, 2), stock);
    }

    @Test
    void criticGradientsMatchFiniteDifferences() {
        try (Network critic = architecture("9x14x1").critic()) {
            assertGradients(critic, new long[] {ROWS, 1, 9, 14});
        }
    }

    @Test
    void detectorGradientsMatchFiniteDifferences() {
        try (Network detector = architecture("8x8x3").detector()) {
            assertGradients(detector, new long[] {ROWS, 9, 8, 8});
        }
    }

    @Test
    void generatorGradientsMatchFiniteDifferences() {
        try (Network generator = architecture("9x14x3").generator()) {
            assertGradients(generator, new long[] {ROWS, 8});
        }
    }

    private static Architecture architecture(String shape) {
        TrainingConfig defaults = TrainingConfig.defaults(ImageShape.parse(shape));
        return new Architecture(new TrainingConfig(
                defaults.shape(),
                8,
                defaults.batchSize(),
                defaults.stepsPerRound(),
                defaults.learningRate(),
                defaults.labelFlip(),
                defaults.instanceNoise(),
                defaults.realTarget(),
                defaults.emaHalfLifeImages(),
                defaults.historySize()));
    }

    private static void assertEqualLayers(Layer fast, Layer stock) {
        try (Network left = single(fast);
                Network right = single(stock);
                Scratch scratch = new Scratch();
                MemoryWorkspace memory = scratch.step()) {
            float[] parameters = new float[left.parameters().length];
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = (float) random.nextGaussian();
            }
            left.load(parameters);
            right.load(parameters);
            INDArray input = new Noise(random).gaussian(1, ROWS, 3, 7, 10);
            INDArray expected = right.forward(input, true).output();
            INDArray actual = left.forward(input, true).output();

            // Sums of 75 products of size 1 in single precision, in another order.
            assertThat(values(actual)).containsExactly(values(expected), within(1e-4f));
            INDArray epsilon = new Noise(random).gaussian(1, expected.shape());
            assertThat(values(left.backward(epsilon))).containsExactly(values(right.backward(epsilon)), within(1e-4f));
            assertThat(left.gradients()).containsExactly(right.gradients(), within(1e-3f));
        }
    }

    private static Network single(Layer layer) {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .activation(Activation.IDENTITY)
                .list()
                .layer(layer)
                .setInputType(InputType.convolutional(7, 10, 3))
                .build();
        return new Network(configuration);
    }

    /** Along one random direction in parameters and one in inputs, of the output's sum weighted at random. */
    private static void assertGradients(Network network, long[] inputShape) {
        SplittableRandom random = new SplittableRandom(2);
        network.initialise(random);
        Noise noise = new Noise(random);
        try (Scratch scratch = new Scratch();
                MemoryWorkspace memory = scratch.step()) {
            INDArray input = noise.gaussian(1, inputShape);
            INDArray weights =
                    noise.gaussian(1, network.forward(input, true).output().shape());
            float[] inputGradient = values(network.backward(weights));
            float[] parameterGradient = network.gradients();
            float[] parameters = network.parameters();
            float step = 1e-3f;

            INDArray direction = noise.gaussian(1, inputShape);
            double alongInput = (value(network, input.add(direction.mul(step)), weights)
                            - value(network, input.sub(direction.mul(step)), weights))
                    / (2 * step);
            assertClose(dot(inputGradient, values(direction)), alongInput);

            float[] way = values(noise.gaussian(1, parameters.length));
            network.load(moved(parameters, way, step));
            double ahead = value(network, input, weights);
            network.load(moved(parameters, way, -step));
            double behind = value(network, input, weights);
            assertClose(dot(parameterGradient, way), (ahead - behind) / (2 * step));
        }
    }

    /** Two per cent: kinks of the activations on the way and single precision's rounding of the sums. */
    private static void assertClose(double gradient, double slope) {
        assertThat(gradient).isCloseTo(slope, within(0.02 * Math.max(1, Math.abs(slope))));
    }

    private static double value(Network network, INDArray input, INDArray weights) {
        return dot(values(network.forward(input, true).output()), values(weights));
    }

    private static float[] moved(float[] start, float[] way, float step) {
        float[] moved = start.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * way[i];
        }
        return moved;
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    private static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
