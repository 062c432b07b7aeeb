package io.gansieve.gan.dl4j;

import java.util.Collection;
import java.util.Objects;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What layers with weights and a bias share: parameters, gradients, memory, and that the two gradients can be had one without
 * the other. All arrays that pass between layers lie in C order without gaps.
 */
abstract class LinearComputation<L extends FeedForwardLayer> extends BaseLayer<L> {
    private static final long serialVersionUID = 1L;

    /** Views of the parameters' memory, which stays where it is; to make one costs as much as a small operation. */
    private transient @Nullable INDArray biasVector;

    private transient @Nullable INDArray biasGradientVector;

    LinearComputation(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    /** Ties this layer to its view of the network's parameters, as DL4J's own configurations do. */
    final Layer attach(Collection<TrainingListener> listeners, int index, INDArray parameters, boolean initialize) {
        setListeners(listeners);
        setIndex(index);
        setParamsViewArray(parameters);
        setParamTable(layerConf().initializer().init(conf(), parameters, initialize));
        return this;
    }

    /** The gradient on the last input, of a gradient on the output; leaves the parameters' gradients alone. */
    abstract INDArray inputGradient(INDArray epsilon, LayerWorkspaceMgr workspace);

    /** Both gradients; the parameters' go to their views. */
    abstract INDArray bothGradients(INDArray epsilon, LayerWorkspaceMgr workspace);

    @Override
    public final Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
        INDArray inputGradient = bothGradients(contiguous(epsilon), workspace);
        Gradient gradient = new DefaultGradient();
        gradient.setGradientFor(DefaultParamInitializer.BIAS_KEY, parameterGradient(DefaultParamInitializer.BIAS_KEY));
        gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, weightGradient(), 'c');
        return new Pair<>(gradient, inputGradient);
    }

    @Override
    public final boolean isPretrainLayer() {
        return false;
    }

    final INDArray weights() {
        return getParam(DefaultParamInitializer.WEIGHT_KEY);
    }

    /** [n]. */
    final INDArray bias() {
        INDArray bias = biasVector;
        if (bias == null) {
            bias = lasting(() -> vector(getParam(DefaultParamInitializer.BIAS_KEY)));
            biasVector = bias;
        }
        return bias;
    }

    final INDArray weightGradient() {
        return parameterGradient(DefaultParamInitializer.WEIGHT_KEY);
    }

    /** [n]. */
    final INDArray biasGradient() {
        INDArray gradient = biasGradientVector;
        if (gradient == null) {
            gradient = lasting(() -> vector(parameterGradient(DefaultParamInitializer.BIAS_KEY)));
            biasGradientVector = gradient;
        }
        return gradient;
    }

    final INDArray allocate(LayerWorkspaceMgr workspace, ArrayType type, long... shape) {
        return workspace.createUninitialized(type, dataType, shape, 'c');
    }

    /** The array itself if it lies in memory in C order without gaps, else such a copy. */
    static INDArray contiguous(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array) ? array : array.dup('c');
    }

    /** Makes a view that may outlive the step in which it is first asked for. */
    static INDArray lasting(Supplier<INDArray> view) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return view.get();
        }
    }

    /** A row [1, n] seen as a vector [n] of the same memory. */
    static INDArray vector(INDArray row) {
        return row.reshape(row.length());
    }

    private INDArray parameterGradient(String key) {
        return Objects.requireNonNull(gradientViews.get(key), "the network has no gradient view yet");
    }
}
