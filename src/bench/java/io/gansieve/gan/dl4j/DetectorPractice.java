package io.gansieve.gan.dl4j;

import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.TrainedRound;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * A detector trained for a number of rounds against the forgers of a configuration. The game is played only where its generator is
 * one of them. One thread at a time.
 */
public final class DetectorPractice implements AutoCloseable {
    private static final int SCORED_AT_ONCE = 64;

    private final TrainingConfig config;
    private final Detection detection;

    public DetectorPractice(TrainingConfig config) {
        this.config = config;
        detection = new Detection(config, new Architecture(config));
    }

    /** @param reals of all rounds, steps × batch size each; {@code done} hears the number of each round that has ended */
    public void train(List<LabeledImage> reals, long seed, IntConsumer done) {
        int ofRound = config.stepsPerRound() * config.batchSize();
        if (config.forgers().contains(Forger.GAN)) {
            withGame(reals, ofRound, seed, done);
        } else {
            alone(reals.stream().map(LabeledImage::image).toList(), ofRound, seed, done);
        }
    }

    private void withGame(List<LabeledImage> reals, int ofRound, long seed, IntConsumer done) {
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot snapshot = trainer.initial(seed);
            for (int round = 1; round * ofRound <= reals.size(); round++) {
                List<LabeledImage> images = reals.subList((round - 1) * ofRound, round * ofRound);
                TrainedRound trained = trainer.train(snapshot, new RoundImages(images, List.of()), round, seed);
                if (!trained.result().finite() || trained.result().collapsed()) {
                    throw new IllegalStateException("round %d taught nothing: %s".formatted(round, trained.result()));
                }
                snapshot = trained.snapshot();
                done.accept(round);
            }
            detection.load(snapshot);
        }
    }

    private void alone(List<Image> reals, int ofRound, long seed, IntConsumer done) {
        SplittableRandom random = new SplittableRandom(seed);
        detection.initialise(random.split());
        Noise noise = new Noise(random.split());
        try (Scratch scratch = new Scratch()) {
            detection.whiten(reals.subList(0, ofRound));
            for (int step = 0; (step + 1) * config.batchSize() <= reals.size(); step++) {
                int from = step * config.batchSize();
                if (step % config.stepsPerRound() == 0) {
                    scratch.step(() -> begin(reals.subList(from, from + ofRound), from == 0, noise));
                }
                Detection.Batch batch =
                        new Detection.Batch(reals.subList(from, from + config.batchSize()), List.of(), List.of());
                StepClock clock = new StepClock(from, step);
                scratch.step(() -> detection.step(batch, noise, clock));
                if ((step + 1) % config.stepsPerRound() == 0) {
                    done.accept((step + 1) / config.stepsPerRound());
                }
            }
        }
    }

    private boolean begin(List<Image> reals, boolean first, Noise noise) {
        detection.begin(reals, first, noise.random());
        return true;
    }

    /** Logits of what serves, above 0: rather generated. */
    public double[] scores(List<Image> images) {
        List<Double> logits = new ArrayList<>();
        try (Scratch scratch = new Scratch()) {
            for (int from = 0; from < images.size(); from += SCORED_AT_ONCE) {
                List<Image> batch = images.subList(from, Math.min(from + SCORED_AT_ONCE, images.size()));
                float[] values = scratch.step(
                        () -> detection.average().forward(batch, false).values());
                for (float value : values) {
                    logits.add((double) value);
                }
            }
        }
        return logits.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** So many images of each forger that the detector met, in the order of {@link Forger}. */
    public List<Image> samples(int ofEach, long seed) {
        List<Image> images = new ArrayList<>();
        try (Scratch scratch = new Scratch()) {
            for (Forger forger : config.forgers()) {
                Noise noise = new Noise(new SplittableRandom(seed));
                images.addAll(scratch.step(() -> detection.forge(forger, ofEach, noise)));
            }
        }
        return images;
    }

    @Override
    public void close() {
        detection.close();
    }
}
