package io.gansieve.gan.dl4j;

import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The game of critic and generator on images: an {@link AdversarialPair} with classes and 8-bit samples. One thread at a time. */
final class Game implements AutoCloseable {
    /** Of its tensors' names, which need none. */
    private static final String PREFIX = "";

    /** How often each class was seen, in a snapshot. */
    static final String CLASSES = "generator.classes";

    private final Pixels pixels;
    private final ClassColumns classes;
    private ClassShares shares;
    private final AdversarialPair pair;
    private final Optional<DetectorAttack> attack;

    Game(TrainingConfig config, Architecture architecture) {
        pixels = new Pixels(config.shape());
        classes = new ClassColumns(config.classes(), config.generator().latent());
        shares = ClassShares.of(config.classes());
        attack = config.generator().attackDetector() > 0
                ? Optional.of(new DetectorAttack(config, architecture))
                : Optional.empty();
        pair = new AdversarialPair(
                config.rules(),
                classes,
                config.latentSize(),
                architecture.critic(),
                architecture.generator(),
                architecture.generator(),
                generated -> attack.map(by -> by.gradient(generated)));
    }

    /**
     * What one step gave.
     *
     * @param generatorLoss nothing in a step that trains the critic only
     * @param generated what the generator made before its update, as many as asked for, as [C,H,W] in [−1, 1]
     */
    record Step(double criticLoss, OptionalDouble generatorLoss, List<float[]> generated) {}

    /**
     * A step of the pair.
     *
     * @param real m images; each generated one is of the class of one of them
     * @param kept how many of the generated images to hand over
     */
    Step step(List<LabeledImage> real, int kept, Noise noise, StepClock clock) {
        int[] of = classes.of(real);
        shares.add(of);
        AdversarialPair.Step step = pair.step(scaled(real), of, noise, clock);
        return new Step(step.criticLoss(), step.generatorLoss(), Pixels.rows(step.generated(), kept));
    }

    /**
     * Of clean images. The samples are quantised as reals are: V(D, G) is then a bound on the distance of images, not of how they are
     * represented.
     */
    CriticFigures criticFigures(List<LabeledImage> real, Noise noise) {
        int[] of = classes.of(real);
        List<Image> samples = pixels.quantised(Pixels.rows(pair.generate(of, noise), of.length));
        return CriticFigures.of(
                pair.objective(), pair.logits(scaled(real), of), pair.logits(pixels.scaled(samples), of));
    }

    /**
     * Variance of as many of the generator's samples over that of the reals, both around the means of their classes: a generator
     * that makes one image for each class has none.
     */
    double diversity(List<LabeledImage> real, Noise noise) {
        int[] of = classes.of(real);
        double variance = classes.variance(Pixels.rows(pair.generate(of, noise), of.length), of);
        return variance / Math.max(classes.variance(Pixels.rows(scaled(real), of.length), of), 1e-9);
    }

    private INDArray scaled(List<LabeledImage> images) {
        return pixels.scaled(images.stream().map(LabeledImage::image).toList());
    }

    /** Images from the averaged generator. */
    List<Image> sample(int rows, Noise noise) {
        return pixels.quantised(Pixels.rows(pair.sample(shares.draw(rows, noise.random()), noise), rows));
    }

    /** Images from the generator as it plays. */
    List<Image> sampleRaw(int rows, Noise noise) {
        return pixels.quantised(Pixels.rows(pair.generate(shares.draw(rows, noise.random()), noise), rows));
    }

    ClassShares shares() {
        return shares;
    }

    Network average() {
        return pair.average();
    }

    /** The share of labels flipped in a step that begins now. */
    double labelFlip(StepClock clock) {
        return pair.labelFlip(clock);
    }

    /** σ of the noise on the critic's inputs in a step that begins now. */
    double sigma(StepClock clock) {
        return pair.sigma(clock);
    }

    void initialise(SplittableRandom random) {
        pair.initialise(random);
        shares = ClassShares.of(classes.classes());
    }

    void save(Map<String, float[]> tensors) {
        pair.save(tensors, PREFIX);
        tensors.put(CLASSES, shares.counts());
    }

    /** What {@link #criticFigures} needs. */
    void loadPlayers(GanSnapshot snapshot) {
        pair.loadPlayers(snapshot, PREFIX);
        loadShares(snapshot);
    }

    void load(GanSnapshot snapshot) {
        pair.load(snapshot, PREFIX);
        attack.ifPresent(by -> by.load(snapshot));
        loadShares(snapshot);
    }

    void loadAverage(GanSnapshot snapshot) {
        pair.loadAverage(snapshot, PREFIX);
        loadShares(snapshot);
    }

    void loadGenerator(GanSnapshot snapshot) {
        pair.loadGenerator(snapshot, PREFIX);
        loadShares(snapshot);
    }

    private void loadShares(GanSnapshot snapshot) {
        shares = ClassShares.of(snapshot.tensor(CLASSES));
    }

    @Override
    public void close() {
        pair.close();
        attack.ifPresent(DetectorAttack::close);
    }

    static INDArray column(float[] gradient) {
        return Nd4j.create(gradient, new long[] {gradient.length, 1}, 'c');
    }
}
