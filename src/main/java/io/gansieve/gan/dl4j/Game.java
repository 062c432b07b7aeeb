package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.LossGradient;
import io.gansieve.gan.Objective;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The game of critic and generator, with the generator's exponential moving average. One thread at a time. */
final class Game implements AutoCloseable {
    private static final String CRITIC = "critic";
    private static final String GENERATOR = "generator";

    /** The averaged generator in a snapshot. */
    static final String AVERAGE = "generator.average";

    private final TrainingConfig config;
    private final Objective objective = new Objective.NonSaturating();
    private final Pixels pixels;
    private final Network critic;
    private final Network generator;
    private final Network average;

    Game(TrainingConfig config, Architecture architecture) {
        this.config = config;
        pixels = new Pixels(config.shape());
        critic = architecture.critic();
        generator = architecture.generator();
        average = architecture.generator();
    }

    /**
     * What one step gave.
     *
     * @param generated what the generator made before its update, the first few rows as [C,H,W] in [−1, 1]
     */
    record Step(double criticLoss, double generatorLoss, List<float[]> generated) {}

    /**
     * Trains the critic, then the generator through it, then moves the average.
     *
     * @param real m images
     * @param kept how many of the generated images to hand over
     */
    Step step(List<Image> real, int kept, Noise noise, StepClock clock) {
        INDArray generated = generate(generator, config.batchSize(), noise, true);
        double criticLoss = stepCritic(pixels.scaled(real), generated, noise, clock);
        List<float[]> handedOver = Pixels.rows(generated, kept);
        double generatorLoss = stepGenerator(generated, noise, clock);
        average.averageWith(generator, clock.averageDecay(config.batchSize(), config.emaHalfLifeImages()));
        return new Step(criticLoss, generatorLoss, handedOver);
    }

    /** V(D, G) on clean images. */
    double valueFunction(List<Image> real, Noise noise) {
        float[] realLogits = critic.forward(pixels.scaled(real), false).values();
        INDArray generated = generate(generator, real.size(), noise, false);
        return objective.valueFunction(
                realLogits, critic.forward(generated, false).values());
    }

    /** Total variance of as many of the generator's samples over that of the reals. */
    double diversity(List<Image> real, Noise noise) {
        double variance = totalVariance(generate(generator, real.size(), noise, false));
        return variance / Math.max(totalVariance(pixels.scaled(real)), 1e-9);
    }

    private static double totalVariance(INDArray images) {
        INDArray variances = images.var(false, 0);
        return variances.sumNumber().doubleValue();
    }

    /** Images from the averaged generator. */
    List<Image> sample(int rows, Noise noise) {
        return pixels.quantised(Pixels.rows(generate(average, rows, noise, false), rows));
    }

    /** Images from the generator as it plays. */
    List<Image> sampleRaw(int rows, Noise noise) {
        return pixels.quantised(Pixels.rows(generate(generator, rows, noise, false), rows));
    }

    Network average() {
        return average;
    }

    void initialise(SplittableRandom random) {
        critic.initialise(random.split());
        generator.initialise(random.split());
        average.load(generator.parameters());
    }

    void save(Map<String, float[]> tensors) {
        critic.save(tensors, CRITIC);
        generator.save(tensors, GENERATOR);
        tensors.put(AVERAGE, average.parameters());
    }

    void load(GanSnapshot snapshot) {
        critic.load(snapshot, CRITIC);
        generator.load(snapshot, GENERATOR);
        loadAverage(snapshot);
    }

    void loadAverage(GanSnapshot snapshot) {
        average.load(snapshot.tensor(AVERAGE));
    }

    void loadGenerator(GanSnapshot snapshot) {
        generator.load(snapshot.tensor(GENERATOR));
    }

    @Override
    public void close() {
        List.of(critic, generator, average).forEach(Network::close);
    }

    private double stepCritic(INDArray real, INDArray generated, Noise noise, StepClock clock) {
        INDArray input = noised(Nd4j.concat(0, real, generated), noise, clock);
        float[] targets = noise.targets(
                (int) real.size(0),
                (int) generated.size(0),
                config.realTarget(),
                config.labelFlip().at(clock.imagesSeen()));
        LossGradient loss = objective.critic(critic.forward(input, true).values(), targets);
        critic.backward(column(loss.gradient()));
        critic.update(clock.iteration());
        return loss.loss();
    }

    /** Through the critic as updated in this step, on the rows that the critic saw. */
    private double stepGenerator(INDArray generated, Noise noise, StepClock clock) {
        INDArray input = noised(generated.dup('c'), noise, clock);
        LossGradient loss = objective.generator(critic.forward(input, true).values());
        generator.backward(critic.backward(column(loss.gradient())));
        generator.update(clock.iteration());
        return loss.loss();
    }

    private INDArray generate(Network network, int rows, Noise noise, boolean training) {
        return network.forward(noise.latents(rows, config.latentSize()), training)
                .output();
    }

    private INDArray noised(INDArray images, Noise noise, StepClock clock) {
        double sigma = config.instanceNoise().at(clock.imagesSeen());
        return sigma == 0 ? images : images.addi(noise.gaussian(sigma, images.shape()));
    }

    static INDArray column(float[] gradient) {
        return Nd4j.create(gradient, new long[] {gradient.length, 1}, 'c');
    }
}
