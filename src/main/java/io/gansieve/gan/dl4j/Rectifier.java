package io.gansieve.gan.dl4j;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer of {@link Relu} or {@link LeakyRelu} that works in place: their gradient can be told from the output, whose sign is the
 * input's, so the stock layer's copies of both are not needed. What comes before it must not need its own output, as no linear layer does.
 */
final class Rectifier extends ActivationLayer {
    private static final long serialVersionUID = 1L;

    private Rectifier(IActivation activation) {
        super(activation);
    }

    static Rectifier relu() {
        return new Rectifier(new Relu());
    }

    /** @param slope below 0, in (0, 1) */
    static Rectifier leaky(double slope) {
        return new Rectifier(new LeakyRelu(slope));
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Computation computation = new Computation(conf, type);
        computation.setListeners(listeners);
        computation.setIndex(index);
        computation.setParamTable(initializer().init(conf, parameters, initialize));
        computation.setConf(conf);
        return computation;
    }

    private static final class Computation extends org.deeplearning4j.nn.layers.ActivationLayer {
        private static final long serialVersionUID = 1L;

        Computation(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
            INDArray contiguous = LinearComputation.contiguous(Objects.requireNonNull(input, "no input yet"));
            input = layerConf().getActivationFn().getActivation(contiguous, training);
            return input;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
            return new Pair<>(
                    new DefaultGradient(),
                    layerConf()
                            .getActivationFn()
                            .backprop(input, LinearComputation.contiguous(epsilon))
                            .getFirst());
        }
    }
}
