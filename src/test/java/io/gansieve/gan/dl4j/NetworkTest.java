package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.gan.Model;
import io.gansieve.image.ImageShape;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
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

    @ParameterizedTest
    @EnumSource
    void criticGradientsMatchFiniteDifferences(Model model) {
        try (Network critic = architecture("9x14x1", model).critic()) {
            assertGradients(critic, new long[] {ROWS, 1, 9, 14});
        }
    }

    @ParameterizedTest
    @EnumSource
    void generatorGradientsMatchFiniteDifferences(Model model) {
        try (Network oblong = architecture("9x14x3", model).generator();
                Network square = architecture("8x8x3", model).generator()) {
            assertGradients(oblong, new long[] {ROWS, 8});
            assertGradients(square, new long[] {ROWS, 8});
        }
    }

    private static Architecture architecture(String shape, Model model) {
        return new Architecture(TestConfigs.defaults(
                ImageShape.parse(shape),
                Map.of("training.model", model.text(), "generator.latent-size", "8", "generator.classes", "0")));
    }

    private static void assertEqualLayers(Layer fast, Layer stock) {
        try (Network left = single(fast);
                Network right = single(stock)) {
            float[] parameters = new float[left.parameters().length];
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = (float) random.nextGaussian();
            }
            left.load(parameters);
            right.load(parameters);
            inStep(() -> assertEqualPasses(left, right, new Noise(random)));
        }
    }

    private static void assertEqualPasses(Network fast, Network stock, Noise noise) {
        INDArray input = noise.gaussian(1, ROWS, 3, 7, 10);
        INDArray expected = stock.forward(input, true).output();
        INDArray actual = fast.forward(input, true).output();
        // Sums of 75 products of size 1 in single precision, in another order.
        assertThat(values(actual)).containsExactly(values(expected), within(1e-4f));

        INDArray epsilon = noise.gaussian(1, expected.shape());
        assertThat(values(fast.backward(epsilon))).containsExactly(values(stock.backward(epsilon)), within(1e-4f));
        assertThat(Gradients.of(fast)).containsExactly(Gradients.of(stock), within(1e-3f));
    }

    private static void inStep(Runnable work) {
        try (Scratch scratch = new Scratch()) {
            scratch.step(() -> {
                work.run();
                return true;
            });
        }
    }

    private static Network single(Layer layer) {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .activation(Activation.IDENTITY)
                .list()
                .layer(layer)
                .setInputType(InputType.convolutional(7, 10, 3))
                .build();
        return new Network(configuration, 1e-3);
    }

    /** Along one random direction in inputs and one in parameters, of the output's sum weighted at random. */
    private static void assertGradients(Network network, long[] inputShape) {
        SplittableRandom random = new SplittableRandom(2);
        network.initialise(random);
        inStep(() -> assertGradients(network, inputShape, new Noise(random)));
    }

    private static void assertGradients(Network network, long[] inputShape, Noise noise) {
        INDArray input = noise.gaussian(1, inputShape);
        INDArray weights =
                noise.gaussian(1, network.forward(input, true).output().shape());
        float[] inputGradient = values(network.backward(weights));
        float[] parameterGradient = Gradients.of(network);
        assertThat(values(network.inputGradient(weights))).isEqualTo(inputGradient);
        assertThat(Gradients.of(network)).isEqualTo(parameterGradient);
        float step = 2e-4f;

        INDArray direction = noise.gaussian(1, inputShape);
        double ahead = value(network, input.add(direction.mul(step)), weights);
        double behind = value(network, input.sub(direction.mul(step)), weights);
        assertClose(dot(inputGradient, values(direction)), (ahead - behind) / (2 * step));

        float[] parameters = network.parameters();
        float[] way = values(noise.gaussian(1, parameters.length));
        network.load(moved(parameters, way, step));
        ahead = value(network, input, weights);
        network.load(moved(parameters, way, -step));
        behind = value(network, input, weights);
        assertClose(dot(parameterGradient, way), (ahead - behind) / (2 * step));
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
