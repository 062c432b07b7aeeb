package io.gansieve.gan.dl4j;

import io.gansieve.bench.PairSize;
import io.gansieve.bench.TrainingSteps;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;

/**
 * How GANs are usually written on DL4J: stock layers; the generator trains as the front of a third network whose back is a frozen
 * copy of the discriminator, and parameters are copied to and fro in every step.
 */
public final class StockSteps implements TrainingSteps {
    private final PairSize size;
    private final MultiLayerNetwork discriminator;
    private final MultiLayerNetwork generator;
    private final MultiLayerNetwork both;
    private final INDArray real = Nd4j.rand(DataType.FLOAT, BATCH, 1, PairSize.SIDE, PairSize.SIDE);
    private final INDArray ones = Nd4j.ones(DataType.FLOAT, BATCH, 1);
    private final INDArray labels = Nd4j.concat(0, ones, Nd4j.zeros(DataType.FLOAT, BATCH, 1));

    public StockSteps(PairSize size) {
        this.size = size;
        discriminator = network(
                discriminating(size, false), InputType.convolutional(PairSize.SIDE, PairSize.SIDE, 1), size, false);
        InputType latents = InputType.feedForward(size.latents());
        generator = network(generating(size), latents, size, true);
        List<Layer> all = new ArrayList<>(generating(size));
        all.addAll(discriminating(size, true));
        both = network(all, latents, size, true);
    }

    @Override
    public void step() {
        INDArray generated = generator.output(latents(), true);
        discriminator.fit(new DataSet(Nd4j.concat(0, real, generated), labels));
        long mine = generator.numParams();
        part(mine, both.numParams()).assign(discriminator.params().reshape(1, discriminator.numParams()));
        both.fit(new DataSet(latents(), ones));
        generator.params().assign(part(0, mine));
    }

    @Override
    public void close() {
        discriminator.close();
        generator.close();
        both.close();
    }

    private INDArray latents() {
        return Nd4j.randn(DataType.FLOAT, BATCH, size.latents());
    }

    private INDArray part(long from, long to) {
        INDArray parameters = both.params();
        return parameters.reshape(1, parameters.length()).get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    private static MultiLayerNetwork network(List<Layer> layers, InputType input, PairSize size, boolean latents) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3, 0.5, 0.999, 1e-8))
                .weightInit(WeightInit.XAVIER)
                .list();
        layers.forEach(list::layer);
        if (latents) {
            list.inputPreProcessor(
                    1, new FeedForwardToCnnPreProcessor(PairSize.COARSE, PairSize.COARSE, size.channels()));
        }
        MultiLayerNetwork network =
                new MultiLayerNetwork(list.setInputType(input).build());
        network.init();
        return network;
    }

    private static List<Layer> generating(PairSize size) {
        int units = size.channels() * PairSize.COARSE * PairSize.COARSE;
        return List.of(
                new DenseLayer.Builder()
                        .nOut(units)
                        .activation(new ActivationReLU())
                        .build(),
                doubling(size.channels() / 2, size.kernel(), new ActivationReLU()),
                doubling(1, size.kernel(), new ActivationTanH()));
    }

    private static Layer doubling(int channels, int kernel, IActivation activation) {
        Deconvolution2D.Builder builder =
                new Deconvolution2D.Builder(kernel, kernel).stride(2, 2).convolutionMode(ConvolutionMode.Same);
        builder.nOut(channels).activation(activation);
        return builder.build();
    }

    /** A frozen output layer cannot hold a loss: frozen, the logit is a dense layer before a loss without parameters. */
    private static List<Layer> discriminating(PairSize size, boolean frozen) {
        Layer first = halving(size.channels() / 2, size.kernel());
        Layer second = halving(size.channels(), size.kernel());
        if (!frozen) {
            Layer logit = new OutputLayer.Builder(new LossBinaryXENT())
                    .nOut(1)
                    .activation(Activation.SIGMOID)
                    .build();
            return List.of(first, second, logit);
        }
        Layer logit = new DenseLayer.Builder()
                .nOut(1)
                .activation(new ActivationIdentity())
                .build();
        return List.of(
                new FrozenLayerWithBackprop(first),
                new FrozenLayerWithBackprop(second),
                new FrozenLayerWithBackprop(logit),
                new org.deeplearning4j.nn.conf.layers.LossLayer.Builder(new LossBinaryXENT())
                        .activation(Activation.SIGMOID)
                        .build());
    }

    private static Layer halving(int channels, int kernel) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(channels)
                .activation(new ActivationLReLU(0.2))
                .build();
    }
}
