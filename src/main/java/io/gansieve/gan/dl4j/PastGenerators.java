package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The game's generator as it was at the end of past rounds: each sample comes from one of them. */
final class PastGenerators implements ForgerModel {
    /** What the names of its tensors begin with. */
    static final String NAME = "history.";

    private final TrainingConfig config;
    private final ClassColumns classes;
    private final Network generator;
    private ClassShares shares;
    private List<float[]> history = List.of();

    PastGenerators(TrainingConfig config, Architecture architecture) {
        this.config = config;
        generator = architecture.generator();
        classes = new ClassColumns(config.classes(), config.generator().latent());
        shares = ClassShares.of(config.classes());
    }

    /** Adds a generator and drops the oldest one beyond the history's size. */
    void remember(float[] latest) {
        List<float[]> longer = new ArrayList<>(history);
        longer.add(latest);
        history = List.copyOf(longer.subList(Math.max(0, longer.size() - config.historySize()), longer.size()));
    }

    @Override
    public void initialise(SplittableRandom random) {
        history = List.of();
    }

    /** The past comes with the rounds. */
    @Override
    public void begin(List<Image> reals, boolean refit, SplittableRandom random) {}

    @Override
    public double step(List<Image> reals, Noise noise) {
        return 0;
    }

    @Override
    public boolean ready() {
        return !history.isEmpty();
    }

    @Override
    public List<float[]> sample(int count, Noise noise) {
        generator.load(history.get(noise.random().nextInt(history.size())));
        int[] of = shares.draw(count, noise.random());
        return Pixels.rows(
                generator
                        .forward(classes.latents(of, config.latentSize(), noise), false)
                        .output(),
                count);
    }

    @Override
    public void save(Map<String, float[]> tensors) {
        for (int i = 0; i < history.size(); i++) {
            tensors.put(NAME + i, history.get(i));
        }
    }

    @Override
    public void load(GanSnapshot snapshot) {
        shares = ClassShares.of(snapshot.tensor(Game.CLASSES));
        history = snapshot.tensors().keySet().stream()
                .filter(name -> name.startsWith(NAME))
                .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(NAME.length()))))
                .map(snapshot::tensor)
                .toList();
    }

    @Override
    public void close() {
        generator.close();
    }
}
