package io.gansieve.gan.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A copy of an {@link Architecture#perceptron} in plain Java, for one input at a time where a call of ND4J would cost more than
 * its arithmetic. What is 0, as black is and half of what ReLU gives, costs nothing. One thread at a time.
 */
final class Perceptron {
    private final List<Dense> layers = new ArrayList<>();

    /** @param weights [in,out] row by row */
    @SuppressWarnings("ArrayRecordComponent") // of this class alone
    private record Dense(float[] weights, float[] bias, float[] output) {}

    Perceptron(Network network) {
        for (Network.Stage stage : network.stages()) {
            Layer layer = stage.layer();
            if (layer instanceof LinearComputation<?>) {
                float[] bias = values(layer.getParam(DefaultParamInitializer.BIAS_KEY));
                float[] weights = values(layer.getParam(DefaultParamInitializer.WEIGHT_KEY));
                layers.add(new Dense(weights, bias, new float[bias.length]));
            }
        }
    }

    /** The last layer's output, which the next call overwrites. */
    float[] apply(float[] input) {
        float[] values = input;
        for (int i = 0; i < layers.size(); i++) {
            values = output(layers.get(i), values);
            for (int j = 0; i < layers.size() - 1 && j < values.length; j++) {
                values[j] = Math.max(0, values[j]);
            }
        }
        return values;
    }

    private static float[] output(Dense layer, float[] input) {
        float[] output = layer.output;
        System.arraycopy(layer.bias, 0, output, 0, output.length);
        for (int i = 0; i < input.length; i++) {
            if (input[i] != 0) {
                add(input[i], layer.weights, i * output.length, output);
            }
        }
        return output;
    }

    private static void add(float factor, float[] weights, int from, float[] output) {
        for (int j = 0; j < output.length; j++) {
            output[j] += factor * weights[from + j];
        }
    }

    private static float[] values(INDArray array) {
        try (INDArray copy = array.dup('c')) {
            return copy.data().asFloat();
        }
    }
}
