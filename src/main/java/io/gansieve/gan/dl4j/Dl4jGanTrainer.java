package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.TrainedRound;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The game on DL4J: critic, detector and generator as DL4J networks ({@link Architecture}), stepped by hand with Adam and the
 * non-saturating objective. May be made on one thread and used on another, one at a time; holds native memory until closed.
 *
 * <p>An interrupt ends {@link #train} before its next step with a {@link CancellationException}; the interrupt flag stays set. A
 * loss that is not a number ends it with a result that says so and the snapshot from before.
 */
public final class Dl4jGanTrainer implements GanTrainer {
    private static final int SAMPLE_ROWS = 64;

    private final TrainingConfig config;
    private final Networks networks;
    private final Pixels pixels;
    private final OnnxExport export;

    public Dl4jGanTrainer(TrainingConfig config) {
        this.config = config;
        this.networks = new Networks(config);
        this.pixels = new Pixels(config.shape());
        this.export = new OnnxExport(config.shape());
    }

    @Override
    public GanSnapshot initial(long seed) {
        networks.initialise(new SplittableRandom(seed));
        return networks.snapshot(0, 0);
    }

    @Override
    public TrainedRound train(GanSnapshot before, RoundImages images, long round, long seed) {
        requireSize("real", images.real(), config.stepsPerRound() * config.batchSize());
        requireSize(
                "generated",
                images.generated(),
                images.generated().size() / config.stepsPerRound() * config.stepsPerRound());
        // An odd multiplier keeps the streams of (seed, round) and (seed + 1, round − 1) apart.
        SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + round);
        return new TrainingRound(config, networks, before, images, random).run();
    }

    @Override
    public List<Image> sample(GanSnapshot snapshot, int count, long seed) {
        networks.loadAverage(snapshot);
        return sample(networks.average(), count, seed);
    }

    @Override
    public List<Image> sampleRaw(GanSnapshot snapshot, int count, long seed) {
        networks.loadGenerator(snapshot);
        return sample(networks.generator(), count, seed);
    }

    private List<Image> sample(Network generator, int count, long seed) {
        Noise noise = new Noise(new SplittableRandom(seed));
        List<Image> images = new ArrayList<>(count);
        try (Scratch scratch = new Scratch()) {
            while (images.size() < count) {
                int rows = Math.min(SAMPLE_ROWS, count - images.size());
                images.addAll(scratch.step(() -> drawn(generator, rows, noise)));
            }
        }
        return List.copyOf(images);
    }

    private List<Image> drawn(Network generator, int rows, Noise noise) {
        INDArray latents = noise.latents(rows, config.latentSize());
        return pixels.quantised(generator.forward(latents, false).output(), rows);
    }

    @Override
    public byte[] detectorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
        networks.loadDetector(snapshot);
        try (Scratch scratch = new Scratch()) {
            return scratch.step(() -> export.detector(networks.detector(), metadata));
        }
    }

    @Override
    public byte[] generatorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
        networks.loadAverage(snapshot);
        try (Scratch scratch = new Scratch()) {
            return scratch.step(() -> export.generator(networks.average(), config.latentSize(), metadata));
        }
    }

    @Override
    public void close() {
        networks.close();
    }

    private void requireSize(String name, List<LabeledImage> images, int expected) {
        if (images.size() != expected) {
            throw new IllegalArgumentException("%s images of %d steps must be %d, found %d"
                    .formatted(name, config.stepsPerRound(), expected, images.size()));
        }
        for (LabeledImage image : images) {
            if (!image.image().shape().equals(config.shape())) {
                throw new IllegalArgumentException("%s images must be %s, found %s"
                        .formatted(name, config.shape(), image.image().shape()));
            }
        }
    }
}
