package io.gansieve.gan.dl4j;

import java.util.Collection;
import org.bytedeco.javacpp.FloatPointer;
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

        /** What lasts as long as the parameters do: their memory stays where it is. */
        private transient @Nullable Parameters parameters;

        /** One number a row, of the largest batch so far. */
        private transient @Nullable INDArray ones;

        Computation(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
            input = contiguous(input);
            INDArray out = allocate(
                    workspace, ArrayType.ACTIVATIONS, input.size(0), layerConf().getNOut());
            Matrix product = Matrix.of(out);
            product.assignProduct(Matrix.of(input), parameters().weights);
            product.addToRows(parameters().bias, ones(product.rows()));
            return out;
        }

        @Override
        INDArray inputGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
            INDArray inputGradient = allocate(workspace, ArrayType.ACTIVATION_GRAD, input.shape());
            Matrix.of(inputGradient)
                    .assignProduct(Matrix.of(epsilon), parameters().weights.transposed());
            return inputGradient;
        }

        @Override
        INDArray bothGradients(INDArray epsilon, LayerWorkspaceMgr workspace) {
            Matrix outputGradient = Matrix.of(epsilon);
            Matrix.of(weightGradient()).assignProduct(Matrix.of(input).transposed(), outputGradient);
            outputGradient.sumRows(Blocks.memory(biasGradient()), ones(outputGradient.rows()));
            return inputGradient(epsilon, workspace);
        }

        private Parameters parameters() {
            Parameters lasting = parameters;
            if (lasting == null) {
                lasting = new Parameters(Matrix.of(weights()), Blocks.memory(bias()));
                parameters = lasting;
            }
            return lasting;
        }

        private FloatPointer ones(int rows) {
            INDArray enough = ones;
            if (enough == null || enough.length() < rows) {
                enough = lasting(() -> Nd4j.ones(DataType.FLOAT, rows));
                ones = enough;
            }
            return Blocks.memory(enough);
        }
    }

    private record Parameters(Matrix weights, FloatPointer bias) {}
}
