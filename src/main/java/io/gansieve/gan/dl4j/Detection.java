package io.gansieve.gan.dl4j;

import io.gansieve.gan.Augmentation;
import io.gansieve.gan.CrossEntropy;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.HistogramWhitening;
import io.gansieve.gan.LossGradient;
import io.gansieve.gan.MixtureForger;
import io.gansieve.gan.Quantisation;
import io.gansieve.gan.Rendering;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The detector's training: real against everything generated that is known. Holds the forgers beside the game's latest generator.
 * Takes nothing from the game but images, so that both can run at once on two threads; each is used by one thread at a time.
 */
final class Detection implements AutoCloseable {
    /** Of the detector's average, by real images seen. */
    private static final double HALF_LIFE_IMAGES = 8_000;

    private final TrainingConfig config;
    private final Pixels pixels;
    private final Augmentation augmentation;
    private final Rendering rendering;
    private final DetectorNetwork detector;
    private final DetectorNetwork average;
    private final Map<Forger, ForgerModel> forgers;

    Detection(TrainingConfig config, Architecture architecture) {
        this.config = config;
        pixels = new Pixels(config.shape());
        augmentation = new Augmentation(config.augmentation());
        rendering = new Rendering(config.rendering());
        detector = new DetectorNetwork(config.shape(), architecture);
        average = new DetectorNetwork(config.shape(), architecture);
        forgers = new Forgers(config, architecture).make();
    }

    /** Whether a tensor comes with training, in a size of its own: a snapshot may be without it. */
    static boolean grows(String tensor) {
        return tensor.startsWith(PastGenerators.NAME) || tensor.startsWith(MixtureForger.NAME);
    }

    /** Whether a tensor is of a forger that may join later: a snapshot may be without it. */
    static boolean joins(String tensor) {
        return Forgers.NAMES.stream().anyMatch(tensor::startsWith);
    }

    /** Images of one step's own kind: m reals, the generator's latest, labelled generated ones from outside. */
    record Batch(List<Image> real, List<float[]> latest, List<Image> outside) {}

    /** Before the first step: fits what the detector's histogram branch counts from. */
    void whiten(List<Image> reals) {
        HistogramWhitening whitening = HistogramWhitening.fit(reals);
        detector.whiten(whitening);
        average.whiten(whitening);
    }

    /** {@link ForgerModel#begin} of all. */
    void begin(List<Image> reals, boolean refit, SplittableRandom random) {
        forgers.values().forEach(forger -> forger.begin(reals, refit, random));
    }

    /** Trains the forgers, then the detector on real against generated, both classes augmented alike. */
    double step(Batch batch, Noise noise, StepClock clock) {
        forgers.values().forEach(forger -> forger.step(batch.real(), noise));
        Examples examples = new Examples(batch.real(), generated(batch, noise), augmentation, noise.random());
        float[] logits = detector.forward(examples.images(), true).values();
        LossGradient loss = CrossEntropy.weighted(logits, examples.targets(), examples.weights());
        detector.backward(Game.column(loss.gradient()));
        detector.update();
        average.averageWith(detector, clock.averageDecay(config.batchSize(), HALF_LIFE_IMAGES));
        return loss.loss();
    }

    private List<Image> generated(Batch batch, Noise noise) {
        List<Image> images = new ArrayList<>(batch.outside());
        for (float[] forgery : forgeries(batch, noise)) {
            float[] rendered = rendering.apply(forgery, config.shape(), noise.random());
            images.add(Quantisation.image(rendered, config.shape()));
        }
        return images;
    }

    /** As many as m less those from outside, at least half of m; in equal parts from every forger and the latest of the game. */
    private List<float[]> forgeries(Batch batch, Noise noise) {
        int count = Math.max(config.batchSize() - batch.outside().size(), config.batchSize() / 2);
        List<float[]> rows = new ArrayList<>(count);
        int part = count / (forgers.size() + (forgers.containsKey(Forger.GAN) ? 1 : 0));
        for (ForgerModel forger : forgers.values()) {
            if (part > 0 && forger.ready()) {
                rows.addAll(forger.practice(part, noise));
            }
        }
        rows.addAll(batch.latest().subList(0, Math.min(batch.latest().size(), count - rows.size())));
        return rows;
    }

    /** The forgers that failed in this round, each with the reason. */
    SortedMap<String, String> satOut() {
        SortedMap<String, String> reasons = new TreeMap<>();
        forgers.forEach((forger, model) -> model.failure().ifPresent(reason -> reasons.put(forger.text(), reason)));
        return reasons;
    }

    /** Whether the forger is asked for and was trained. */
    boolean canForge(Forger forger) {
        return forgers.containsKey(forger) && forger(forger).ready();
    }

    /** Images of one forger that {@link #canForge}; of the generator, from its past. */
    List<Image> forge(Forger forger, int count, Noise noise) {
        return pixels.quantised(forger(forger).sample(count, noise));
    }

    private ForgerModel forger(Forger forger) {
        return Objects.requireNonNull(forgers.get(forger), forger::text);
    }

    /** The exponential moving average of the detector: what serves. A step moves the detector more than it should a verdict. */
    DetectorNetwork average() {
        return average;
    }

    /** The game's generator becomes one of the past. */
    void remember(float[] generator) {
        if (forgers.get(Forger.GAN) instanceof PastGenerators past) {
            past.remember(generator);
        }
    }

    void initialise(SplittableRandom random) {
        detector.initialise(random.split());
        average.copy(detector);
        forgers.values().forEach(forger -> forger.initialise(random));
    }

    void save(Map<String, float[]> tensors) {
        detector.save(tensors);
        average.saveAverage(tensors);
        forgers.values().forEach(forger -> forger.save(tensors));
    }

    void load(GanSnapshot snapshot) {
        detector.load(snapshot);
        loadAverage(snapshot);
        forgers.values().forEach(forger -> forger.load(snapshot));
    }

    void loadAverage(GanSnapshot snapshot) {
        average.loadAverage(snapshot);
    }

    @Override
    public void close() {
        detector.close();
        average.close();
        forgers.values().forEach(ForgerModel::close);
    }
}
