package io.gansieve.gan.dl4j;

import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Critic and generator of images alone, without the detector that the service trains beside them: all that coverage depends on.
 * Used by one thread; holds native memory until closed.
 */
public final class PlayedGame implements AutoCloseable {
    private static final int SAMPLE_ROWS = 64;
    private static final String PREFIX = "";

    private final TrainingConfig config;
    private final Pixels pixels;
    private final ClassColumns classes;
    private final AdversarialPair pair;
    private final Scratch scratch = new Scratch();
    private final SplittableRandom random;
    private Noise noise;
    private ClassShares shares;
    private long imagesSeen;
    private long steps;

    private PlayedGame(TrainingConfig config, Networks networks, long seed) {
        this.config = config;
        pixels = new Pixels(config.shape());
        classes = new ClassColumns(config.classes());
        shares = ClassShares.of(config.classes());
        pair = new AdversarialPair(
                config.rules(),
                classes,
                config.latentSize(),
                networks.critic(),
                networks.generator(),
                networks.average());
        random = new SplittableRandom(seed);
        pair.initialise(random.split());
        noise = new Noise(random.split());
    }

    private record Networks(Network critic, Network generator, Network average) {}

    /** With the networks that the service trains. */
    public static PlayedGame ofService(TrainingConfig config, long seed) {
        Architecture architecture = new Architecture(config);
        Networks networks = new Networks(architecture.critic(), architecture.generator(), architecture.generator());
        return new PlayedGame(config, networks, seed);
    }

    /** With the generator that the service trains and a deeper critic. */
    public static PlayedGame ofDeepCritic(TrainingConfig config, long seed) {
        Architecture architecture = new Architecture(config);
        Networks networks =
                new Networks(new DeepCritic(config).network(), architecture.generator(), architecture.generator());
        return new PlayedGame(config, networks, seed);
    }

    /** With the small networks of the comparison that {@link SettingB} cites. */
    public static PlayedGame ofSettingB(TrainingConfig config, long seed) {
        SettingB small = new SettingB(config);
        return new PlayedGame(config, new Networks(small.critic(), small.generator(), small.generator()), seed);
    }

    /** @param real m images */
    public void step(List<LabeledImage> real) {
        int[] of = classes.of(real);
        shares.add(of);
        scratch.step(() -> pair.step(scaled(real), of, noise, new StepClock(imagesSeen, steps))
                .criticLoss());
        imagesSeen += real.size();
        steps++;
    }

    public long imagesSeen() {
        return imagesSeen;
    }

    public long steps() {
        return steps;
    }

    /**
     * How the game stands on clean images, its own quantised as they are.
     *
     * @param reals at least a batch; what is left over of whole batches is not looked at
     */
    public CriticFigures figures(List<LabeledImage> reals, long seed) {
        Noise fresh = new Noise(new SplittableRandom(seed));
        CriticFigures sum = CriticFigures.ZERO;
        int batches = reals.size() / config.batchSize();
        for (int i = 0; i < batches; i++) {
            List<LabeledImage> batch = reals.subList(i * config.batchSize(), (i + 1) * config.batchSize());
            sum = sum.plus(scratch.step(() -> figures(batch, fresh)));
        }
        return sum.times(1.0 / batches);
    }

    private CriticFigures figures(List<LabeledImage> batch, Noise fresh) {
        int[] of = classes.of(batch);
        List<Image> samples = pixels.quantised(Pixels.rows(pair.generate(of, fresh), of.length));
        return CriticFigures.of(
                pair.objective(), pair.logits(scaled(batch), of), pair.logits(pixels.scaled(samples), of));
    }

    /** Images of the averaged generator, their classes drawn as often as in the reals. */
    public List<Image> sample(int count, long seed) {
        Noise fresh = new Noise(new SplittableRandom(seed));
        int[] of =
                IntStream.range(0, count).map(i -> shares.draw(fresh.random())).toArray();
        return sample(of, fresh);
    }

    /** As many images of each class, one class after the other. */
    public List<Image> sampleClasses(int each, long seed) {
        int[] of =
                IntStream.range(0, each * config.classes()).map(i -> i / each).toArray();
        return sample(of, new Noise(new SplittableRandom(seed)));
    }

    private List<Image> sample(int[] of, Noise fresh) {
        return IntStream.iterate(0, from -> from < of.length, from -> from + SAMPLE_ROWS)
                .mapToObj(from -> Arrays.copyOfRange(of, from, Math.min(of.length, from + SAMPLE_ROWS)))
                .flatMap(rows ->
                        scratch
                                .step(() -> pixels.quantised(Pixels.rows(pair.sample(rows, fresh), rows.length)))
                                .stream())
                .toList();
    }

    public GanSnapshot snapshot() {
        Map<String, float[]> tensors = new TreeMap<>();
        pair.save(tensors, PREFIX);
        tensors.put(Game.CLASSES, shares.counts());
        return new GanSnapshot(imagesSeen, steps, tensors);
    }

    /** Goes on from there, with random numbers of its own. */
    public void load(GanSnapshot snapshot) {
        pair.load(snapshot, PREFIX);
        shares = ClassShares.of(snapshot.tensor(Game.CLASSES));
        imagesSeen = snapshot.imagesSeen();
        steps = snapshot.iterations();
        noise = new Noise(new SplittableRandom(random.split().nextLong() + steps));
    }

    private INDArray scaled(List<LabeledImage> images) {
        return pixels.scaled(images.stream().map(LabeledImage::image).toList());
    }

    @Override
    public void close() {
        scratch.close();
        pair.close();
    }
}
