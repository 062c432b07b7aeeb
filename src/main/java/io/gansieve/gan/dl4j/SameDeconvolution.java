package io.gansieve.gan.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
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

    private static final class Computation extends ConvolutionComputation {
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
            // The operation gives a weight gradient too, which nobody wants here: any finite input for it will do.
            INDArray zeros = allocate(workspace, ArrayType.ACTIVATIONS, shape).assign(0);
            INDArray discarded =
                    allocate(workspace, ArrayType.ACTIVATIONS, weights().shape());
            ConvolutionOps.transposed(
                    new INDArray[] {zeros, weights(), input}, stride(), new INDArray[] {out, discarded});
            return out.addi(bias().reshape(1, channels, 1, 1));
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
            INDArray outGradient = contiguous(epsilon);
            INDArray inputGradient = allocate(workspace, ArrayType.ACTIVATION_GRAD, input.shape());
            ConvolutionOps.forward(outGradient, weights(), stride(), inputGradient);
            INDArray discarded = allocate(workspace, ArrayType.ACTIVATION_GRAD, outGradient.shape());
            ConvolutionOps.transposed(new INDArray[] {outGradient, weights(), input}, stride(), new INDArray[] {
                discarded, weightGradient()
            });
            outGradient.sum(biasGradient(), 0, 2, 3);
            return new Pair<>(gradients(), inputGradient);
        }
    }
}
