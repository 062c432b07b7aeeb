package io.gansieve.gan.dl4j;

import io.gansieve.bench.PairSize;
import io.gansieve.bench.TrainingSteps;
import io.gansieve.bench.Upsampling;
import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import io.gansieve.gan.LossGradient;
import io.gansieve.gan.Model;
import io.gansieve.gan.Objective;
import io.gansieve.gan.TrainingConfig;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** This engine: the critic and the generator of {@link Architecture}, or a generator that shuffles pixels. */
public final class EngineSteps implements TrainingSteps {
    private static final double LEARNING_RATE = 1e-3;

    private final PairSize size;
    private final Network critic;
    private final Network generator;
    private final Noise noise = new Noise(new SplittableRandom(1));
    private final Objective objective = new Objective.NonSaturating();
    private final Scratch scratch = new Scratch();
    private final INDArray real;

    public EngineSteps(Model model, Upsampling upsampling) {
        size = PairSize.of(model);
        Architecture architecture = new Architecture(config(model));
        critic = architecture.critic();
        generator = switch (upsampling) {
            case DECONVOLUTION -> architecture.generator();
            case PIXEL_SHUFFLE -> shuffling(size);
        };
        critic.initialise(noise.random());
        generator.initialise(noise.random());
        real = noise.gaussian(0.5, BATCH, 1, PairSize.SIDE, PairSize.SIDE);
    }

    @Override
    public void step() {
        scratch.step(this::losses);
    }

    /** Floating-point operations that a step needs. */
    public long flops() {
        return Flops.ofStep(
                Flops.of(critic, InputType.convolutional(PairSize.SIDE, PairSize.SIDE, 1)),
                Flops.of(generator, InputType.feedForward(size.latents())),
                BATCH);
    }

    private double losses() {
        INDArray generated =
                generator.forward(noise.latents(BATCH, size.latents()), true).output();
        float[] targets = new float[2 * BATCH];
        Arrays.fill(targets, 0, BATCH, 1f);
        LossGradient criticLoss = objective.critic(logits(Nd4j.concat(0, real, generated)), targets);
        critic.backward(column(criticLoss));
        critic.update();
        LossGradient generatorLoss = objective.generator(new float[0], logits(generated));
        generator.backward(critic.inputGradient(column(generatorLoss)));
        generator.update();
        return criticLoss.loss() + generatorLoss.loss();
    }

    private float[] logits(INDArray images) {
        return critic.forward(images, true).output().dup('c').data().asFloat();
    }

    private static INDArray column(LossGradient loss) {
        return Nd4j.create(loss.gradient(), new long[] {loss.gradient().length, 1}, 'c');
    }

    @Override
    public void close() {
        critic.close();
        generator.close();
        scratch.close();
    }

    private static TrainingConfig config(Model model) {
        Map<String, String> flags = Map.of(
                "training.model", model.text(),
                "generator.latent-size", Integer.toString(PairSize.of(model).latents()),
                "generator.classes", "0",
                "training.learning-rate", Double.toString(LEARNING_RATE));
        try {
            return ConfigLoader.load(Optional.empty(), Map.of(), flags).training();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Network shuffling(PairSize size) {
        int units = size.channels() * PairSize.COARSE * PairSize.COARSE;
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.ZERO)
                .miniBatch(false)
                .list()
                .layer(Linear.of(units))
                .layer(Rectifier.relu())
                .inputPreProcessor(
                        1, new FeedForwardToCnnPreProcessor(PairSize.COARSE, PairSize.COARSE, size.channels()))
                .layer(SameConvolution.of(2 * size.channels(), 3, 1))
                .layer(new PixelShuffle())
                .layer(Rectifier.relu())
                .layer(SameConvolution.of(4, 3, 1))
                .layer(new PixelShuffle())
                .layer(new ActivationLayer(Activation.TANH));
        return new Network(
                layers.setInputType(InputType.feedForward(size.latents())).build(), LEARNING_RATE);
    }
}
