package io.gansieve.gan.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A linear convolution layer with SAME padding for DL4J, of the same parameters as the stock layer, computed by
 * {@link ConvolutionOps}. The activation is a layer of its own.
 */
final class SameConvolution extends ConvolutionLayer {
    private static final long serialVersionUID = 1L;

    private SameConvolution(Builder builder) {
        super(builder);
    }

    static SameConvolution of(int channels, int kernel, int stride) {
        return new SameConvolution(new Builder(kernel, kernel)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(channels)
                .activation(Activation.IDENTITY));
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

    /** Outputs of n inputs: ⌈n/stride⌉. */
    static long outputs(long inputs, long stride) {
        return (inputs + stride - 1) / stride;
    }

    private static final class Computation extends LinearComputation<ConvolutionLayer> {
        private static final long serialVersionUID = 1L;

        Computation(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
            input = contiguous(input);
            INDArray out = allocate(
                    workspace,
                    ArrayType.ACTIVATIONS,
                    input.size(0),
                    layerConf().getNOut(),
                    outputs(input.size(2), stride()),
                    outputs(input.size(3), stride()));
            ConvolutionOps.forward(input, weights(), bias(), stride(), out);
            return out;
        }

        @Override
        INDArray inputGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
            INDArray inputGradient = allocate(workspace, ArrayType.ACTIVATION_GRAD, input.shape());
            ConvolutionOps.transposed(epsilon, weights(), stride(), inputGradient);
            return inputGradient;
        }

        @Override
        INDArray bothGradients(INDArray epsilon, LayerWorkspaceMgr workspace) {
            INDArray inputGradient = allocate(workspace, ArrayType.ACTIVATION_GRAD, input.shape());
            ConvolutionOps.backward(new INDArray[] {input, weights(), bias(), epsilon}, stride(), new INDArray[] {
                inputGradient, weightGradient(), biasGradient()
            });
            return inputGradient;
        }

        private int stride() {
            return layerConf().getStride()[0];
        }
    }
}
