package io.gansieve.gan.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A linear transposed convolution with SAME padding for DL4J: n inputs become stride·n outputs. Same parameters as the stock
 * layer, [in, out, k, k]. Forward is the input gradient of a convolution and backward its forward pass, so that both run on the
 * fast convolution kernels ({@link ConvolutionOps}). The activation is a layer of its own.
 */
final class SameDeconvolution extends Deconvolution2D {
    private static final long serialVersionUID = 1L;

    private SameDeconvolution(Builder builder) {
        super(builder);
    }

    static SameDeconvolution of(int channels, int kernel, int stride) {
        Builder builder = new Builder(kernel, kernel).stride(stride, stride).convolutionMode(ConvolutionMode.Same);
        builder.nOut(channels).activation(Activation.IDENTITY);
        return new SameDeconvolution(builder);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        return new Computation(conf, type).attach(listeners, index, parameters, initialize);
    }

    private static final class Computation extends LinearComputation<ConvolutionLayer> {
        private static final long serialVersionUID = 1L;

        Computation(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
            input = contiguous(input);
            long channels = layerConf().getNOut();
            long[] shape = {input.size(0), channels, input.size(2) * stride(), input.size(3) * stride()};
            INDArray out = allocate(workspace, ArrayType.ACTIVATIONS, shape);
            ConvolutionOps.transposed(input, weights(), stride(), out);
            return out.addi(bias().reshape(1, channels, 1, 1));
        }

        @Override
        INDArray inputGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
            INDArray inputGradient = allocate(workspace, ArrayType.ACTIVATION_GRAD, input.shape());
            ConvolutionOps.forward(epsilon, weights(), stride(), inputGradient);
            return inputGradient;
        }

        @Override
        INDArray bothGradients(INDArray epsilon, LayerWorkspaceMgr workspace) {
            // No operation gives the weight gradient alone; this one repeats the forward pass for it.
            INDArray discarded = allocate(workspace, ArrayType.ACTIVATION_GRAD, epsilon.shape());
            ConvolutionOps.backward(
                    new INDArray[] {epsilon, weights(), input}, stride(), new INDArray[] {discarded, weightGradient()});
            epsilon.sum(biasGradient(), 0, 2, 3);
            return inputGradient(epsilon, workspace);
        }

        private int stride() {
            return layerConf().getStride()[0];
        }
    }
}
