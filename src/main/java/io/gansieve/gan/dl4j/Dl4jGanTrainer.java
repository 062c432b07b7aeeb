package io.gansieve.gan.dl4j;

import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.TrainedRound;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;

/**
 * The game on DL4J: critic, detector and generator as DL4J networks ({@link Architecture}), stepped by hand with Adam. May be made on one thread and used on another, one at a time; holds native memory until closed.
 *
 * <p>An interrupt ends {@link #train} before its next step with a {@link CancellationException}; the interrupt flag stays set. A
 * loss that is not a number ends it with a result that says so and the snapshot from before.
 */
public final class Dl4jGanTrainer implements GanTrainer {
    private static final int SAMPLE_ROWS = 64;

    /** The mixture is fitted anew once in so many rounds, for reals that change. */
    private static final int MIXTURE_ROUNDS = 8;

    private final TrainingConfig config;
    private final Game game;
    private final Detection detection;
    private final SideThread beside = new SideThread();
    private final OnnxExport export;

    public Dl4jGanTrainer(TrainingConfig config) {
        this.config = config;
        Architecture architecture = new Architecture(config);
        this.game = new Game(config, architecture);
        this.detection = new Detection(config, architecture);
        this.export = new OnnxExport(config.shape());
    }

    @Override
    public GanSnapshot initial(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        game.initialise(random.split());
        detection.initialise(random.split());
        return new GanSnapshot(0, 0, tensors());
    }

    @Override
    public boolean accepts(GanSnapshot snapshot) {
        SortedMap<String, float[]> found = snapshot.tensors();
        return tensors().entrySet().stream()
                .filter(own -> !mayLack(own.getKey()))
                .allMatch(own -> found.containsKey(own.getKey())
                        ? found.get(own.getKey()).length == own.getValue().length
                        : Detection.joins(own.getKey()));
    }

    private static boolean mayLack(String tensor) {
        return Detection.grows(tensor) || AdversarialPair.grows(tensor) || Network.counts(tensor);
    }

    /** Of the networks as they are. */
    private Map<String, float[]> tensors() {
        Map<String, float[]> tensors = new TreeMap<>();
        game.save(tensors);
        detection.save(tensors);
        return tensors;
    }

    @Override
    public TrainedRound train(GanSnapshot before, RoundImages images, long round, long seed) {
        requireSize("real", images.real(), config.stepsPerRound() * config.batchSize());
        requireSize(
                "generated",
                images.generated(),
                images.generated().size() / config.stepsPerRound() * config.stepsPerRound());
        return new TrainingRound(config, game, detection, before, images, SeededRandom.of(seed, round))
                .run(beside, (round - 1) % MIXTURE_ROUNDS == 0);
    }

    @Override
    public CriticFigures criticFigures(GanSnapshot snapshot, List<LabeledImage> reals, long seed) {
        game.loadPlayers(snapshot);
        Noise noise = new Noise(new SplittableRandom(seed));
        CriticFigures sum = CriticFigures.ZERO;
        // The critic judges whole packs.
        int rows = SAMPLE_ROWS - SAMPLE_ROWS % config.rules().packing();
        int whole = reals.size() - reals.size() % config.rules().packing();
        try (Scratch scratch = new Scratch()) {
            for (int from = 0; from < whole; from += rows) {
                List<LabeledImage> batch = reals.subList(from, Math.min(from + rows, whole));
                sum = sum.plus(
                        scratch.step(() -> game.criticFigures(batch, noise)).times(batch.size()));
            }
        }
        return sum.times(1.0 / whole);
    }

    @Override
    public List<Image> sample(GanSnapshot snapshot, int count, long seed) {
        game.loadAverage(snapshot);
        Noise noise = new Noise(new SplittableRandom(seed));
        return inBatches(count, rows -> game.sample(rows, noise));
    }

    @Override
    public List<Image> sampleRaw(GanSnapshot snapshot, int count, long seed) {
        game.loadGenerator(snapshot);
        Noise noise = new Noise(new SplittableRandom(seed));
        return inBatches(count, rows -> game.sampleRaw(rows, noise));
    }

    @Override
    public List<Image> forge(GanSnapshot snapshot, Forger forger, int count, long seed) {
        if (forger == Forger.GAN) {
            return sample(snapshot, count, seed);
        }
        detection.load(snapshot);
        Noise noise = new Noise(new SplittableRandom(seed));
        return detection.canForge(forger) ? inBatches(count, rows -> detection.forge(forger, rows, noise)) : List.of();
    }

    private static List<Image> inBatches(int count, IntFunction<List<Image>> draw) {
        List<Image> images = new ArrayList<>(count);
        try (Scratch scratch = new Scratch()) {
            while (images.size() < count) {
                int rows = Math.min(SAMPLE_ROWS, count - images.size());
                images.addAll(scratch.step(() -> draw.apply(rows)));
            }
        }
        return List.copyOf(images);
    }

    @Override
    public byte[] detectorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
        detection.loadAverage(snapshot);
        try (Scratch scratch = new Scratch()) {
            return scratch.step(() -> export.detector(detection.average(), metadata));
        }
    }

    @Override
    public byte[] generatorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
        game.loadAverage(snapshot);
        Map<String, String> properties = new TreeMap<>(metadata);
        properties.put(ClassShares.PROPERTY, game.shares().text());
        try (Scratch scratch = new Scratch()) {
            int width = config.latentSize() + config.classes();
            return scratch.step(() -> export.generator(
                    game.average(), config.generator().latent(), config.latentSize(), width, properties));
        }
    }

    @Override
    public void close() {
        beside.close();
        game.close();
        detection.close();
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
