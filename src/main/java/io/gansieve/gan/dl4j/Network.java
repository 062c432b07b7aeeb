package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A DL4J network that is stepped by hand: forward, a gradient on its output, backward to a gradient on its input, update.
 * Forward and backward run inside a {@link Scratch#step}; what they return is gone with the step. One thread at a time.
 */
final class Network implements AutoCloseable {
    /** Adam's own. */
    private static final double BETA_2 = 0.999;

    private static final String UPDATER = ".updater";

    /** One number: as a float exact up to 2^24 steps, from where on it no longer changes anything. */
    private static final String STEPS = ".updater.steps";

    static {
        // OpenBLAS's own threads spin for a while after each call and take the cores from OpenMP's: two of each on
        // two cores make a step take 1.4 times as long. The convolutions, where the work is, need OpenMP's alone.
        Nd4j.factory().blas().setMaxThreads(1);
    }

    private final MultiLayerNetwork network;
    private final Adam adam;
    private final double learningRate;
    private final LayerWorkspaceMgr workspace = Scratch.layers();

    /** @param learningRate of {@link #update} */
    Network(MultiLayerConfiguration configuration, double learningRate) {
        network = new MultiLayerNetwork(configuration);
        network.init();
        network.initGradientsView();
        adam = new Adam(network.params().length());
        this.learningRate = learningRate;
    }

    /** The last layer's output and its input, the penultimate activations. */
    record Forward(INDArray output, INDArray features) {
        /** The output, row by row. */
        float[] values() {
            return output.dup('c').data().asFloat();
        }
    }

    /** @param training whether {@link #backward} follows; the layers then keep what it needs */
    Forward forward(INDArray input, boolean training) {
        INDArray activations = input;
        INDArray features = input;
        for (int i = 0; i < network.getnLayers(); i++) {
            InputPreProcessor reshape = preProcessor(i);
            features = reshape == null ? activations : reshape.preProcess(activations, rows(input), workspace);
            Layer layer = network.getLayer(i);
            layer.setInputMiniBatchSize(rows(input));
            activations = layer.activate(features, training, workspace);
        }
        return new Forward(activations, features);
    }

    /** The parameters' gradient of the last {@link #forward}, kept for {@link #update}, and the gradient on its input. */
    INDArray backward(INDArray outputGradient) {
        return backward(
                outputGradient,
                (layer, gradient) -> layer.backpropGradient(gradient, workspace).getSecond());
    }

    /**
     * The gradient on the last {@link #forward}'s input alone: the same bits as {@link #backward}'s for about half the work. The
     * parameters' gradient stays what it was.
     */
    INDArray inputGradient(INDArray outputGradient) {
        return backward(
                outputGradient,
                (layer, gradient) -> layer instanceof LinearComputation<?> linear
                        ? linear.inputGradient(LinearComputation.contiguous(gradient), workspace)
                        : layer.backpropGradient(gradient, workspace).getSecond());
    }

    private INDArray backward(INDArray outputGradient, BiFunction<Layer, INDArray, INDArray> throughLayer) {
        INDArray gradient = outputGradient;
        for (int i = network.getnLayers() - 1; i >= 0; i--) {
            gradient = throughLayer.apply(network.getLayer(i), gradient);
            InputPreProcessor reshape = preProcessor(i);
            if (reshape != null) {
                gradient = reshape.backprop(gradient, rows(outputGradient), workspace);
            }
        }
        return gradient;
    }

    /** One step of Adam along the last {@link #backward}'s gradient. */
    void update() {
        update(learningRate);
    }

    /** The same at another rate. */
    void update(double rate) {
        update(rate, BETA_2);
    }

    /** The same at another rate and with another memory of squares. */
    void update(double rate, double beta2) {
        adam.step(network.params(), network.getFlattenedGradients(), rate, beta2);
    }

    /** Brings every parameter into [−bound, bound]. */
    void clip(double bound) {
        Transforms.max(network.params(), -bound, false);
        Transforms.min(network.params(), bound, false);
    }

    /** Fresh parameters: weights ~ N(0, 2/fan-in) (He et al. 2015, eq. 10), biases 0. */
    void initialise(SplittableRandom random) {
        for (Layer layer : network.getLayers()) {
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                assign(
                        parameter.getValue(),
                        initialValues(parameter.getValue(), parameter.getKey().equals("W"), random));
            }
        }
        adam.state().assign(0);
        adam.resume(0);
    }

    float[] parameters() {
        return values(network.params());
    }

    void load(float[] parameters) {
        assign(network.params(), parameters);
    }

    /** Whether a tensor is an updater's count: a snapshot of an earlier release is without it. */
    static boolean counts(String tensor) {
        return tensor.endsWith(STEPS);
    }

    /** Parameters under {@code name} and the updater's state beside them. */
    void save(Map<String, float[]> tensors, String name) {
        tensors.put(name, parameters());
        tensors.put(name + UPDATER, values(adam.state()));
        tensors.put(name + STEPS, new float[] {adam.steps()});
    }

    /** What {@link #save} has written. */
    void load(GanSnapshot snapshot, String name) {
        load(snapshot.tensor(name));
        float[] state = snapshot.tensor(name + UPDATER);
        assign(adam.state(), state);
        adam.resume(snapshot.has(name + STEPS) ? (long) snapshot.tensor(name + STEPS)[0] : counted(snapshot, state));
    }

    /** Where all networks had one count: those that were never updated, whose state is all zeros, have theirs before them. */
    private static long counted(GanSnapshot snapshot, float[] state) {
        return Arrays.equals(state, new float[state.length]) ? 0 : snapshot.iterations();
    }

    /** {@code this ← decay · this + (1 − decay) · other}, over all parameters. */
    void averageWith(Network other, double decay) {
        Blocks.each(
                1,
                (values, count) -> average(values[0], values[1], (float) decay, count),
                network.params(),
                other.network.params());
    }

    private static void average(float[] average, float[] other, float decay, int count) {
        for (int i = 0; i < count; i++) {
            average[i] = decay * average[i] + (1 - decay) * other[i];
        }
    }

    /** A layer with what reshapes its input, if anything. */
    record Stage(Optional<InputPreProcessor> reshape, Layer layer) {}

    List<Stage> stages() {
        return IntStream.range(0, network.getnLayers())
                .mapToObj(i -> new Stage(Optional.ofNullable(preProcessor(i)), network.getLayer(i)))
                .toList();
    }

    MultiLayerConfiguration configuration() {
        return network.getLayerWiseConfigurations();
    }

    @Override
    public void close() {
        adam.close();
        network.close();
    }

    private static float[] initialValues(INDArray parameter, boolean weights, SplittableRandom random) {
        float[] values = new float[(int) parameter.length()];
        if (weights) {
            double deviation = Math.sqrt(2.0 / fanIn(parameter));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
        }
        return values;
    }

    /** Inputs of one output: of [in, out] for a dense layer, of [out, in, k, k] for a convolution. */
    private static double fanIn(INDArray weights) {
        return weights.rank() == 2 ? weights.size(0) : (double) weights.length() / weights.size(0);
    }

    private static float[] values(INDArray array) {
        try (INDArray copy = array.dup('c')) {
            return copy.data().asFloat();
        }
    }

    private static void assign(INDArray target, float[] values) {
        if (target.length() != values.length) {
            throw new IllegalArgumentException(
                    "network has %d values here, found %d".formatted(target.length(), values.length));
        }
        try (INDArray source = Nd4j.createFromArray(values)) {
            target.assign(source.reshape('c', target.shape()));
        }
    }

    private @Nullable InputPreProcessor preProcessor(int layer) {
        return network.getLayerWiseConfigurations().getInputPreProcess(layer);
    }

    /** Values row by row as [N, D]. */
    static INDArray matrix(float[] values, int rows) {
        return Nd4j.create(values, new long[] {rows, values.length / rows}, 'c');
    }

    private static int rows(INDArray array) {
        return (int) array.size(0);
    }
}
