package io.gansieve.gan.dl4j;

import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ImageShape;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * The small networks by which generators of Stacked MNIST are compared (Metz et al., "Unrolled generative adversarial networks",
 * 2017, appendix on 1000 modes, with D of half the size; as Lin et al., "PacGAN", 2018, run them): latents of 256, a dense layer to
 * 4×4×64, 3×3 kernels of stride 2 with 32, 16 and 8 channels, one of stride 1 to the image; the discriminator halves with 4, 8 and 16
 * channels and leaks .3. A pack's images are its channels.
 *
 * <p>They normalise over the batch behind every layer but the last of either network. This engine does not, so these are the same
 * sizes, not the same networks.
 */
final class SettingB {
    static final ImageShape SHAPE = new ImageShape(28, 28, 3);

    private static final double LEAK = 0.3;
    private static final int KERNEL = 3;
    private static final int COARSE = 4;

    private final TrainingConfig config;

    SettingB(TrainingConfig config) {
        if (!config.shape().equals(SHAPE) || config.classes() != 0) {
            throw new IllegalArgumentException("setting B is of %s without classes, found %s and %d classes"
                    .formatted(SHAPE, config.shape(), config.classes()));
        }
        this.config = config;
    }

    Network critic() {
        NeuralNetConfiguration.ListBuilder layers = list();
        for (int channels = 4; channels <= 16; channels *= 2) {
            layers.layer(SameConvolution.of(channels, KERNEL, 2));
            layers.layer(Rectifier.leaky(LEAK));
        }
        layers.layer(Linear.of(1));
        int channels = SHAPE.channels() * config.rules().packing();
        return network(layers, InputType.convolutional(SHAPE.height(), SHAPE.width(), channels));
    }

    Network generator() {
        NeuralNetConfiguration.ListBuilder layers = list();
        layers.layer(Linear.of(COARSE * COARSE * 64)).layer(Rectifier.relu());
        layers.inputPreProcessor(1, new FeedForwardToCnnPreProcessor(COARSE, COARSE, 64));
        layers.layer(SameDeconvolution.of(32, KERNEL, 2));
        // 4 doubles to 8; the image is four times 7.
        layers.layer(new Cropping2D(0, 1, 0, 1)).layer(Rectifier.relu());
        layers.layer(SameDeconvolution.of(16, KERNEL, 2)).layer(Rectifier.relu());
        layers.layer(SameDeconvolution.of(8, KERNEL, 2)).layer(Rectifier.relu());
        layers.layer(SameConvolution.of(SHAPE.channels(), KERNEL, 1)).layer(new ActivationLayer(Activation.TANH));
        return network(layers, InputType.feedForward(config.latentSize()));
    }

    private static NeuralNetConfiguration.ListBuilder list() {
        return new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.ZERO)
                .activation(Activation.IDENTITY)
                .miniBatch(false)
                .list();
    }

    private Network network(NeuralNetConfiguration.ListBuilder layers, InputType input) {
        MultiLayerConfiguration configuration = layers.setInputType(input).build();
        return new Network(configuration, config.rules().learningRate().at(0));
    }
}
