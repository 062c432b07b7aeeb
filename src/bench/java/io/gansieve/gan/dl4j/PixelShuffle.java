package io.gansieve.gan.dl4j;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Four channels become the four pixels of a doubled image, for a comparison with peers that cannot deconvolve. */
final class PixelShuffle extends NoParamLayer {
    private static final long serialVersionUID = 1L;

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Computation layer = new Computation(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamTable(Map.of());
        return layer;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType input) {
        InputType.InputTypeConvolutional planes = (InputType.InputTypeConvolutional) input;
        return InputType.convolutional(2 * planes.getHeight(), 2 * planes.getWidth(), planes.getChannels() / 4);
    }

    @Override
    public @Nullable InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    /** Nobody plans memory with DL4J's reports here. */
    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        throw new UnsupportedOperationException("PixelShuffle has no memory report");
    }

    private static final class Computation extends AbstractLayer<PixelShuffle> {
        private static final long serialVersionUID = 1L;

        Computation(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public void clearNoiseWeightParams() {}

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
            long[] shape = {input.size(0), input.size(1) / 4, 2 * input.size(2), 2 * input.size(3)};
            return moved("depth_to_space", input, ArrayType.ACTIVATIONS, shape, workspace);
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
            INDArray gradient = moved("space_to_depth", epsilon, ArrayType.ACTIVATION_GRAD, input.shape(), workspace);
            return new Pair<>(new DefaultGradient(), gradient);
        }

        private INDArray moved(
                String operation, INDArray from, ArrayType type, long[] shape, LayerWorkspaceMgr workspace) {
            INDArray out = workspace.createUninitialized(type, dataType, shape, 'c');
            // Blocks of side 2, NCHW
            Nd4j.exec(DynamicCustomOp.builder(operation)
                    .addInputs(from)
                    .addIntegerArguments(2, 0)
                    .addOutputs(out)
                    .callInplace(false)
                    .build());
            return out;
        }
    }
}
