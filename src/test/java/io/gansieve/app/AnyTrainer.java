package io.gansieve.app;

import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.RoundResult;
import io.gansieve.gan.TrainedRound;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import io.gansieve.scoring.TinyDetector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * A trainer of a few numbers that depend on everything they should: the state before, the images in their order, round and seed. Its
 * detector finds bright images generated, which its own samples are, and is good in even rounds only.
 */
final class AnyTrainer implements GanTrainer {
    private static final int STEPS = 3;

    /** Told before each step. */
    interface Watch {
        Watch NOBODY = (round, step) -> {};

        void before(long round, int step);
    }

    private final Watch watch;

    AnyTrainer(Watch watch) {
        this.watch = watch;
    }

    @Override
    public GanSnapshot initial(long seed) {
        return new GanSnapshot(0, 0, Map.of("weights", new float[] {seed, 0, 0}));
    }

    @Override
    public boolean accepts(GanSnapshot snapshot) {
        return snapshot.tensors().containsKey("weights");
    }

    @Override
    public TrainedRound train(GanSnapshot before, RoundImages images, long round, long seed) {
        float[] weights = before.tensor("weights");
        SplittableRandom random = new SplittableRandom(seed * 1_000 + round);
        int rows = images.real().size() / STEPS;
        for (int step = 0; step < STEPS; step++) {
            watch.before(round, step);
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted before step " + step);
            }
            for (int row = 0; row < rows; row++) {
                int pixel = images.real().get(step * rows + row).image().at(0);
                weights[1] = weights[1] * 0.9f + pixel * random.nextFloat();
            }
        }
        weights[2] = round;
        return new TrainedRound(
                new GanSnapshot(
                        before.imagesSeen() + images.real().size(),
                        before.iterations() + STEPS,
                        Map.of("weights", weights)),
                new RoundResult(
                        1, weights[1], 1, 0.8, false, 0.05, 0.1, images.real().size(), List.of("gan")));
    }

    /** Minus the number of reals: tells how many it was asked about. */
    @Override
    public CriticFigures criticFigures(GanSnapshot snapshot, List<LabeledImage> reals, long seed) {
        return new CriticFigures(-reals.size(), Double.NaN, 0.5, 0.5);
    }

    @Override
    public List<Image> sample(GanSnapshot snapshot, int count, long seed) {
        return greys(200, count, seed);
    }

    @Override
    public List<Image> sampleRaw(GanSnapshot snapshot, int count, long seed) {
        return sample(snapshot, count, seed);
    }

    @Override
    public List<Image> forge(GanSnapshot snapshot, Forger forger, int count, long seed) {
        return forger == Forger.GAN ? sample(snapshot, count, seed) : List.of();
    }

    static List<Image> greys(int level, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(any -> {
                    byte[] pixels = new byte[TinyDetector.SHAPE.size()];
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = (byte) (level + random.nextInt(40));
                    }
                    return Image.of(TinyDetector.SHAPE, pixels);
                })
                .toList();
    }

    @Override
    public byte[] detectorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
        float[] weights = snapshot.tensor("weights");
        double slope = weights[2] % 2 == 0 ? 30 : -30;
        return TinyDetector.onnx(TinyDetector.SHAPE, slope, -slope / 2 + weights[1] / 1e6, metadata);
    }

    @Override
    public byte[] generatorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
        return "generator %s".formatted(snapshot.tensor("weights")[1]).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {}
}
