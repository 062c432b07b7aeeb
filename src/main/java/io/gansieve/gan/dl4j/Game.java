package io.gansieve.gan.dl4j;

import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.LossGradient;
import io.gansieve.gan.Objective;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The game of critic and generator, with the generator's exponential moving average. One thread at a time. */
final class Game implements AutoCloseable {
    private static final String CRITIC = "critic";
    private static final String GENERATOR = "generator";

    /** How often each class was seen, in a snapshot. */
    static final String CLASSES = "generator.classes";

    private static final String AVERAGE = "generator.average";

    private final TrainingConfig config;
    private final Objective objective = new Objective.NonSaturating();
    private final Pixels pixels;
    private final ClassColumns classes;
    private ClassShares shares;
    private final Network critic;
    private final Network generator;
    private final Network average;

    Game(TrainingConfig config, Architecture architecture) {
        this.config = config;
        pixels = new Pixels(config.shape());
        classes = new ClassColumns(config.classes());
        shares = ClassShares.of(config.classes());
        critic = architecture.critic();
        generator = architecture.generator();
        average = architecture.generator();
    }

    /**
     * What one step gave.
     *
     * @param generated what the generator made before its update, as many as asked for, as [C,H,W] in [−1, 1]
     */
    record Step(double criticLoss, double generatorLoss, List<float[]> generated) {}

    /**
     * Trains the critic, then the generator through it, then moves the average.
     *
     * @param real m images; each generated one is of the class of one of them
     * @param kept how many of the generated images to hand over
     */
    Step step(List<LabeledImage> real, int kept, Noise noise, StepClock clock) {
        int[] of = classes.of(real);
        shares.add(of);
        INDArray generated = generate(generator, of, noise, true);
        double criticLoss = stepCritic(scaled(real), generated, of, noise, clock);
        List<float[]> handedOver = Pixels.rows(generated, kept);
        double generatorLoss = stepGenerator(generated, of, noise, clock);
        average.averageWith(generator, clock.averageDecay(config.batchSize(), config.emaHalfLifeImages()));
        return new Step(criticLoss, generatorLoss, handedOver);
    }

    /**
     * Of clean images. The samples are quantised as reals are: V(D, G) is then a bound on the distance of images, not of how they are
     * represented.
     */
    CriticFigures criticFigures(List<LabeledImage> real, Noise noise) {
        int[] of = classes.of(real);
        INDArray generated = generate(generator, of, noise, false);
        List<Image> samples = pixels.quantised(Pixels.rows(generated, of.length));
        return CriticFigures.of(objective, logits(scaled(real), of), logits(pixels.scaled(samples), of));
    }

    /**
     * Variance of as many of the generator's samples over that of the reals, both around the means of their classes: a generator
     * that makes one image for each class has none.
     */
    double diversity(List<LabeledImage> real, Noise noise) {
        int[] of = classes.of(real);
        double variance = classes.variance(Pixels.rows(generate(generator, of, noise, false), of.length), of);
        return variance / Math.max(classes.variance(Pixels.rows(scaled(real), of.length), of), 1e-9);
    }

    private INDArray scaled(List<LabeledImage> images) {
        return pixels.scaled(images.stream().map(LabeledImage::image).toList());
    }

    /** Images from the averaged generator. */
    List<Image> sample(int rows, Noise noise) {
        return sample(average, rows, noise);
    }

    /** Images from the generator as it plays. */
    List<Image> sampleRaw(int rows, Noise noise) {
        return sample(generator, rows, noise);
    }

    private List<Image> sample(Network network, int rows, Noise noise) {
        INDArray generated = generate(network, shares.draw(rows, noise.random()), noise, false);
        return pixels.quantised(Pixels.rows(generated, rows));
    }

    ClassShares shares() {
        return shares;
    }

    Network average() {
        return average;
    }

    void initialise(SplittableRandom random) {
        critic.initialise(random.split());
        generator.initialise(random.split());
        average.load(generator.parameters());
        shares = ClassShares.of(config.classes());
    }

    void save(Map<String, float[]> tensors) {
        critic.save(tensors, CRITIC);
        generator.save(tensors, GENERATOR);
        tensors.put(AVERAGE, average.parameters());
        tensors.put(CLASSES, shares.counts());
    }

    /** What {@link #criticFigures} needs. */
    void loadPlayers(GanSnapshot snapshot) {
        critic.load(snapshot.tensor(CRITIC));
        loadGenerator(snapshot);
    }

    void load(GanSnapshot snapshot) {
        critic.load(snapshot, CRITIC);
        generator.load(snapshot, GENERATOR);
        loadAverage(snapshot);
    }

    void loadAverage(GanSnapshot snapshot) {
        average.load(snapshot.tensor(AVERAGE));
        shares = ClassShares.of(snapshot.tensor(CLASSES));
    }

    void loadGenerator(GanSnapshot snapshot) {
        generator.load(snapshot.tensor(GENERATOR));
        shares = ClassShares.of(snapshot.tensor(CLASSES));
    }

    @Override
    public void close() {
        List.of(critic, generator, average).forEach(Network::close);
    }

    private double stepCritic(INDArray real, INDArray generated, int[] of, Noise noise, StepClock clock) {
        INDArray input = noised(Nd4j.concat(0, real, generated), noise, clock);
        int[] both = IntStream.concat(Arrays.stream(of), Arrays.stream(of)).toArray();
        float[] targets = noise.targets(
                of.length, of.length, config.realTarget(), config.labelFlip().at(clock.imagesSeen()));
        LossGradient loss = objective.critic(logits(input, both), targets);
        critic.backward(classes.scatter(loss.gradient(), both));
        critic.update();
        return loss.loss();
    }

    /** Through the critic as updated in this step, on the rows that the critic saw. */
    private double stepGenerator(INDArray generated, int[] of, Noise noise, StepClock clock) {
        INDArray input = noised(generated.dup('c'), noise, clock);
        LossGradient loss = objective.generator(logits(input, of));
        generator.backward(critic.inputGradient(classes.scatter(loss.gradient(), of)));
        generator.update();
        return loss.loss();
    }

    private float[] logits(INDArray images, int[] of) {
        return classes.pick(critic.forward(images, true).values(), of);
    }

    private INDArray generate(Network network, int[] of, Noise noise, boolean training) {
        return network.forward(classes.latents(of, config.latentSize(), noise), training)
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
