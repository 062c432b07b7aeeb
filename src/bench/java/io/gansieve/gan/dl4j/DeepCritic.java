package io.gansieve.gan.dl4j;

import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ImageShape;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * A critic for images whose kind nobody tells it: three halvings with 32, 64 and 128 channels and a hidden layer of 128, 6.7 MFLOP
 * at 28×28×3. The service's critic ends in one linear layer over features of 10×10 pixels; it sees whether strokes are real, but hardly which
 * digit they make, which it is told there by class.
 */
final class DeepCritic {
    private static final double LEAK = 0.2;
    private static final int HIDDEN = 128;

    private final TrainingConfig config;

    DeepCritic(TrainingConfig config) {
        this.config = config;
    }

    Network network() {
        ImageShape shape = config.shape();
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.ZERO)
                .activation(Activation.IDENTITY)
                .miniBatch(false)
                .list()
                .layer(SameConvolution.of(32, 4, 2))
                .layer(Rectifier.leaky(LEAK))
                .layer(SameConvolution.of(64, 4, 2))
                .layer(Rectifier.leaky(LEAK))
                .layer(SameConvolution.of(128, 3, 2))
                .layer(Rectifier.leaky(LEAK))
                .layer(Linear.of(HIDDEN))
                .layer(Rectifier.leaky(LEAK))
                .layer(Linear.of(1));
        int channels = shape.channels() * config.rules().packing();
        InputType input = InputType.convolutional(shape.height(), shape.width(), channels);
        return new Network(
                layers.setInputType(input).build(),
                config.rules().learningRate().at(0));
    }
}
