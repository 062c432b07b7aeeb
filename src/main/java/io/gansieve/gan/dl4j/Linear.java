package io.gansieve.gan.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense layer without activation, of the same parameters as the stock layer, weights [in, out]. The stock layer repeats its
 * forward pass to go backward and hands on gradients in Fortran order, which the convolution before it must copy.
 */
final class Linear extends FeedForwardLayer {
    private static final long serialVersionUID = 1L;

    private Linear(Builder builder) {
        super(builder);
    }

    static Linear of(int outputs) {
        return new Linear(new Builder().nOut(outputs).activation(Activation.IDENTITY));
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

    @Override
    public ParamInitializer initializer() {
        return DefaultParamInitializer.getInstance();
    }

    /** Nobody plans memory with DL4J's reports here. */
    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        throw new UnsupportedOperationException("Linear has no memory report");
    }

    private static final class Builder extends FeedForwardLayer.Builder<Builder> {
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // DL4J's signature
        public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
            return (E) new Linear(this);
        }
    }

    private static final class Computation extends LinearComputation<Linear> {
        private static final long serialVersionUID = 1L;

        /** A view of the weights' memory. */
        private transient @Nullable INDArray transposedWeights;

        Computation(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
            input = contiguous(input);
            INDArray out = allocate(
                    workspace, ArrayType.ACTIVATIONS, input.size(0), layerConf().getNOut());
            multiply(input, weights(), out);
            return out.addiRowVector(bias());
        }

        @Override
        INDArray inputGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
            INDArray inputGradient = allocate(workspace, ArrayType.ACTIVATION_GRAD, input.shape());
            multiply(epsilon, transposedWeights(), inputGradient);
            return inputGradient;
        }

        @Override
        INDArray bothGradients(INDArray epsilon, LayerWorkspaceMgr workspace) {
            multiply(input.transpose(), epsilon, weightGradient());
            epsilon.sum(biasGradient(), 0);
            return inputGradient(epsilon, workspace);
        }

        private INDArray transposedWeights() {
            INDArray transposed = transposedWeights;
            if (transposed == null) {
                transposed = lasting(() -> weights().transpose());
                transposedWeights = transposed;
            }
            return transposed;
        }

        /** {@code out = left · right}, in whatever order each lies in memory. */
        private static void multiply(INDArray left, INDArray right, INDArray out) {
            Nd4j.exec(DynamicCustomOp.builder("matmul")
                    .addInputs(left, right)
                    .addOutputs(out)
                    .callInplace(false)
                    .build());
        }
    }
}
