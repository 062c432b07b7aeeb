package io.gansieve.gan.dl4j;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** What convolution and deconvolution share as DL4J layers: their parameters, gradients and memory. */
abstract class ConvolutionComputation extends BaseLayer<ConvolutionLayer> {
    private static final long serialVersionUID = 1L;

    ConvolutionComputation(NeuralNetConfiguration conf, DataType type) {
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

    @Override
    public final boolean isPretrainLayer() {
        return false;
    }

    final int stride() {
        return layerConf().getStride()[0];
    }

    final INDArray weights() {
        return getParam(ConvolutionParamInitializer.WEIGHT_KEY);
    }

    final INDArray bias() {
        return vector(getParam(ConvolutionParamInitializer.BIAS_KEY));
    }

    final INDArray weightGradient() {
        return gradient(ConvolutionParamInitializer.WEIGHT_KEY);
    }

    final INDArray biasGradient() {
        return vector(gradient(ConvolutionParamInitializer.BIAS_KEY));
    }

    /** What {@link #backpropGradient} reports: the views that it has written. */
    final Gradient gradients() {
        Gradient gradient = new DefaultGradient();
        gradient.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, gradient(ConvolutionParamInitializer.BIAS_KEY));
        gradient.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, weightGradient(), 'c');
        return gradient;
    }

    final INDArray allocate(LayerWorkspaceMgr workspace, ArrayType type, long... shape) {
        return workspace.createUninitialized(type, dataType, shape, 'c');
    }

    /** The array itself if it lies in memory in C order without gaps, else such a copy. */
    static INDArray contiguous(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array) ? array : array.dup('c');
    }

    /** A row [1, n] seen as a vector [n] of the same memory. */
    static INDArray vector(INDArray row) {
        return row.reshape(row.length());
    }

    private INDArray gradient(String key) {
        return Objects.requireNonNull(gradientViews.get(key), "the network has no gradient view yet");
    }
}
