package io.gansieve.gan.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Floating-point operations of a network for one row, two per multiply-add. Counts products with weights; biases, activations and
 * the updater are left out (a hundredth). The gradient on a layer's weights costs as much as its forward pass, and so does the
 * gradient on its input.
 *
 * @param forward of all layers
 * @param first of the first layer with weights alone, whose input gradient nobody needs when parameters train
 */
record Flops(long forward, long first) {
    static Flops of(Network network, InputType input) {
        MultiLayerConfiguration configuration = network.configuration();
        List<InputType> outputs = configuration.getLayerActivationTypes(input);
        long forward = 0;
        long first = 0;
        for (int i = 0; i < outputs.size(); i++) {
            long layer = ofLayer(configuration.getConf(i).getLayer(), outputs.get(i));
            forward += layer;
            first = first == 0 ? layer : first;
        }
        return new Flops(forward, first);
    }

    /** Forward, and both gradients but the one on the network's input. */
    long training() {
        return 3 * forward - first;
    }

    /** Forward, and the gradient on the network's input only. */
    long passing() {
        return 2 * forward;
    }

    /** A critic's step on {@code rows} real and as many generated images, and a generator's step on those generated ones. */
    static long ofStep(Flops critic, Flops generator, long rows) {
        return rows * (2 * critic.training() + critic.passing() + generator.training());
    }

    private static long ofLayer(Layer layer, InputType output) {
        if (layer instanceof Linear linear) {
            return 2 * linear.getNIn() * linear.getNOut();
        }
        if (layer instanceof ConvolutionLayer convolution) {
            int[] kernel = convolution.getKernelSize();
            return 2
                    * convolution.getNIn()
                    * convolution.getNOut()
                    * kernel[0]
                    * kernel[1]
                    * positions(convolution, output);
        }
        return 0;
    }

    /** Where the kernel is put: at every output, or at every input if it spreads that over the outputs. */
    private static long positions(ConvolutionLayer layer, InputType output) {
        InputType.InputTypeConvolutional planes = (InputType.InputTypeConvolutional) output;
        long pixels = planes.getHeight() * planes.getWidth();
        long stride = layer.getStride()[0];
        return layer instanceof SameDeconvolution ? pixels / (stride * stride) : pixels;
    }
}
