package io.gansieve.gan.dl4j;

import io.gansieve.gan.CrossEntropy;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.LossGradient;
import io.gansieve.gan.Objective;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.RoundResult;
import io.gansieve.gan.TrainedRound;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One round: K steps of critic, detector, generator and average, from a snapshot to the next. Used once. */
final class TrainingRound {
    /** How many sources from outside are named; they come from headers, and the names go into every verdict. */
    private static final int MAX_SOURCES = 32;

    private static final String GAN = "gan";

    /** Of the average's half-life by images seen, so that a young average follows at once (as StyleGAN2-ADA's ramp-up). */
    private static final double AVERAGE_RAMP = 0.05;

    private final TrainingConfig config;
    private final Networks networks;
    private final GanSnapshot before;
    private final RoundImages images;
    private final Noise noise;
    private final Pixels pixels;
    private final Objective objective = new Objective.NonSaturating();

    TrainingRound(
            TrainingConfig config, Networks networks, GanSnapshot before, RoundImages images, SplittableRandom random) {
        this.config = config;
        this.networks = networks;
        this.before = before;
        this.images = images;
        this.noise = new Noise(random);
        this.pixels = new Pixels(config.shape());
    }

    /** Losses of a step or, divided by their number, of many. */
    private record Losses(double critic, double detector, double generator) {
        Losses plus(Losses other) {
            return new Losses(critic + other.critic, detector + other.detector, generator + other.generator);
        }

        boolean finite() {
            return Double.isFinite(critic + detector + generator);
        }
    }

    TrainedRound run() {
        networks.load(before);
        Losses sum = new Losses(0, 0, 0);
        try (Scratch scratch = new Scratch()) {
            for (int next = 0; next < config.stepsPerRound(); next++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("round interrupted before step " + next);
                }
                int step = next;
                sum = sum.plus(scratch.step(() -> step(step)));
                if (!sum.finite()) {
                    return new TrainedRound(before, result(sum, step + 1, Double.NaN));
                }
            }
            networks.remember();
            double value = scratch.step(this::valueFunction);
            return new TrainedRound(after(), result(sum, config.stepsPerRound(), value));
        }
    }

    private Losses step(int step) {
        int rows = config.batchSize();
        List<Image> real = batch(images.real(), step);
        INDArray generated = networks.generator()
                .forward(noise.latents(rows, config.latentSize()), true)
                .output();
        double critic = stepCritic(step, pixels.scaled(real), generated);
        double detector = stepDetector(step, real, generated);
        double generator = stepGenerator(step, generated);
        networks.average().averageWith(networks.generator(), averageDecay(step));
        return new Losses(critic, detector, generator);
    }

    private double stepCritic(int step, INDArray real, INDArray generated) {
        INDArray input = noised(Nd4j.concat(0, real, generated), step);
        float[] targets = noise.targets(
                (int) real.size(0),
                (int) generated.size(0),
                config.realTarget(),
                config.labelFlip().at(imagesSeen(step)));
        LossGradient loss = objective.critic(logits(networks.critic(), input), targets);
        networks.critic().backward(column(loss.gradient()));
        networks.critic().update(iteration(step));
        return loss.loss();
    }

    /** Clean labels, 8-bit images on both sides, and both classes of the same weight however many rows each has. */
    private double stepDetector(int step, List<Image> real, INDArray generated) {
        List<Image> rows = new ArrayList<>(real);
        rows.addAll(forgeries(step, generated));
        float[] targets = new float[rows.size()];
        float[] weights = new float[rows.size()];
        Arrays.fill(targets, real.size(), rows.size(), 1f);
        Arrays.fill(weights, 0, real.size(), 0.5f / real.size());
        Arrays.fill(weights, real.size(), rows.size(), 0.5f / (rows.size() - real.size()));
        Network detector = networks.detector();
        LossGradient loss = CrossEntropy.weighted(logits(detector, pixels.views(rows)), targets, weights);
        detector.backward(column(loss.gradient()));
        detector.update(iteration(step));
        return loss.loss();
    }

    /** Generated images of one step: from outside, from the generator as it is, from its average or one of its past. */
    private List<Image> forgeries(int step, INDArray generated) {
        List<Image> rows = new ArrayList<>(batch(images.generated(), step));
        int own = Math.max(config.batchSize() - rows.size(), config.batchSize() / 2);
        rows.addAll(pixels.quantised(generated, own / 2));
        Network other = step % 2 == 0 ? networks.average() : networks.past(noise.random());
        INDArray latents = noise.latents(own - own / 2, config.latentSize());
        rows.addAll(pixels.quantised(other.forward(latents, false).output(), own - own / 2));
        return rows;
    }

    /** Trains the generator through the critic as updated in this step, on the rows that the critic saw. */
    private double stepGenerator(int step, INDArray generated) {
        LossGradient loss = objective.generator(logits(networks.critic(), noised(generated.dup('c'), step)));
        INDArray gradient = networks.critic().inputGradient(column(loss.gradient()));
        networks.generator().backward(gradient);
        networks.generator().update(iteration(step));
        return loss.loss();
    }

    private double valueFunction() {
        INDArray real = pixels.scaled(batch(images.real(), config.stepsPerRound() - 1));
        INDArray generated = networks.generator()
                .forward(noise.latents(config.batchSize(), config.latentSize()), true)
                .output();
        float[] realLogits = logits(networks.critic(), real);
        return objective.valueFunction(realLogits, logits(networks.critic(), generated));
    }

    private GanSnapshot after() {
        return networks.snapshot(imagesSeen(config.stepsPerRound()), before.iterations() + config.stepsPerRound());
    }

    private RoundResult result(Losses sum, int steps, double valueFunction) {
        long seen = imagesSeen(steps);
        TreeSet<String> generators = new TreeSet<>(List.of(GAN));
        images.generated().stream()
                .map(LabeledImage::source)
                .distinct()
                .limit(MAX_SOURCES)
                .forEach(generators::add);
        return new RoundResult(
                sum.critic() / steps,
                sum.detector() / steps,
                sum.generator() / steps,
                valueFunction,
                config.labelFlip().at(seen),
                config.instanceNoise().at(seen),
                (long) steps * config.batchSize(),
                List.copyOf(generators));
    }

    /** The step's share of the round's images, which are a multiple of its steps. */
    private List<Image> batch(List<LabeledImage> all, int step) {
        int rows = all.size() / config.stepsPerRound();
        return all.subList(step * rows, (step + 1) * rows).stream()
                .map(LabeledImage::image)
                .toList();
    }

    private INDArray noised(INDArray images, int step) {
        double sigma = config.instanceNoise().at(imagesSeen(step));
        return sigma == 0 ? images : images.addi(noise.gaussian(sigma, images.shape()));
    }

    private double averageDecay(int step) {
        long seen = imagesSeen(step + 1);
        double halfLife = Math.min(config.emaHalfLifeImages(), AVERAGE_RAMP * seen);
        return Math.pow(0.5, config.batchSize() / halfLife);
    }

    private long imagesSeen(int steps) {
        return before.imagesSeen() + (long) steps * config.batchSize();
    }

    private long iteration(int step) {
        return before.iterations() + step;
    }

    private static float[] logits(Network network, INDArray input) {
        return network.forward(input, true).output().dup('c').data().asFloat();
    }

    private static INDArray column(float[] gradient) {
        return Nd4j.create(gradient, new long[] {gradient.length, 1}, 'c');
    }
}
