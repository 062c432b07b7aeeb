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
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The detector's training: real against everything generated that is known. Holds the forgers beside the game's generator: its
 * past, the variational autoencoder and the Gaussian mixture. Takes nothing from the game but images, so that both can run at
 * once on two threads; each is used by one thread at a time.
 */
final class Detection implements AutoCloseable {
    private static final String HISTORY = "history.";

    /** Values of reals that the mixture is fitted on: 64 MiB of them, whatever the images' size. */
    private static final int MIXTURE_VALUES = 16 << 20;

    /** Of the detector's average, by real images seen. */
    private static final double HALF_LIFE_IMAGES = 8_000;

    private final TrainingConfig config;
    private final Pixels pixels;
    private final Augmentation augmentation;
    private final Rendering rendering;
    private final DetectorNetwork detector;
    private final DetectorNetwork average;
    private final Vae vae;
    private final Network past;
    private final ClassColumns classes;
    private ClassShares shares;
    private List<float[]> history = List.of();
    private Optional<MixtureForger> mixture = Optional.empty();

    Detection(TrainingConfig config, Architecture architecture) {
        this.config = config;
        pixels = new Pixels(config.shape());
        augmentation = new Augmentation(config.augmentation());
        rendering = new Rendering(config.rendering());
        detector = new DetectorNetwork(config.shape(), architecture);
        average = new DetectorNetwork(config.shape(), architecture);
        vae = new Vae(architecture);
        past = architecture.generator();
        classes = new ClassColumns(config.classes());
        shares = ClassShares.of(config.classes());
    }

    /** Whether a tensor comes with training: a snapshot may be without it. */
    static boolean grows(String tensor) {
        return tensor.startsWith(HISTORY) || tensor.startsWith(MixtureForger.NAME);
    }

    /** Images of one step's own kind: m reals, the generator's latest, labelled generated ones from outside. */
    record Batch(List<Image> real, List<float[]> latest, List<Image> outside) {}

    /** Before the first step: fits what the detector's histogram branch counts from. */
    void whiten(List<Image> reals) {
        HistogramWhitening whitening = HistogramWhitening.fit(reals);
        detector.whiten(whitening);
        average.whiten(whitening);
    }

    /** Fits the mixture anew. */
    void fitMixture(List<Image> reals, SplittableRandom random) {
        int used = Math.min(
                reals.size(), Math.max(2, MIXTURE_VALUES / config.shape().size()));
        float[][] data =
                reals.subList(0, used).stream().map(Quantisation::planes).toArray(float[][]::new);
        mixture = Optional.of(MixtureForger.fit(data, random));
    }

    boolean lacksMixture() {
        return config.forgers().contains(Forger.GMM) && mixture.isEmpty();
    }

    /** Whether the forger is asked for and was trained. */
    boolean canForge(Forger forger) {
        return config.forgers().contains(forger)
                && switch (forger) {
                    case GAN -> !history.isEmpty();
                    case VAE -> true;
                    case GMM -> mixture.isPresent();
                };
    }

    /** Trains the autoencoder, then the detector on real against generated, both classes augmented alike. */
    double step(Batch batch, Noise noise, StepClock clock) {
        double vaeLoss = config.forgers().contains(Forger.VAE) ? vae.step(pixels.unit(batch.real()), noise) : 0;
        Examples examples = new Examples(batch.real(), generated(batch, noise), augmentation, noise.random());
        float[] logits = detector.forward(examples.images(), true).values();
        LossGradient loss = CrossEntropy.weighted(logits, examples.targets(), examples.weights());
        detector.backward(Game.column(loss.gradient()));
        detector.update();
        average.averageWith(detector, clock.averageDecay(config.batchSize(), HALF_LIFE_IMAGES));
        return Double.isFinite(vaeLoss) ? loss.loss() : vaeLoss;
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
        int part = count / (config.forgers().size() + 1);
        for (Forger forger : config.forgers()) {
            if (part > 0 && canForge(forger)) {
                rows.addAll(raw(forger, part, noise));
            }
        }
        rows.addAll(batch.latest().subList(0, Math.min(batch.latest().size(), count - rows.size())));
        return rows;
    }

    /** Images of one forger; of the generator one from its past, which there must be. */
    List<Image> forge(Forger forger, int count, Noise noise) {
        return pixels.quantised(raw(forger, count, noise));
    }

    private List<float[]> raw(Forger forger, int count, Noise noise) {
        return switch (forger) {
            case GAN -> {
                past.load(history.get(noise.random().nextInt(history.size())));
                yield Pixels.rows(past.forward(latents(count, noise), false).output(), count);
            }
            case VAE -> Pixels.rows(vae.sample(count, noise), count);
            case GMM ->
                mixture.stream()
                        .flatMap(forged -> noise.random().ints(count).mapToObj(i -> forged.sample(noise.random())))
                        .toList();
        };
    }

    private INDArray latents(int count, Noise noise) {
        return classes.latents(shares.draw(count, noise.random()), config.latentSize(), noise);
    }

    /** The exponential moving average of the detector: what serves. A step moves the detector more than it should a verdict. */
    DetectorNetwork average() {
        return average;
    }

    /** Adds a generator to the history and drops the oldest one beyond its size. */
    void remember(float[] generator) {
        List<float[]> longer = new ArrayList<>(history);
        longer.add(generator);
        history = List.copyOf(longer.subList(Math.max(0, longer.size() - config.historySize()), longer.size()));
    }

    void initialise(SplittableRandom random) {
        detector.initialise(random.split());
        average.copy(detector);
        vae.initialise(random.split());
        history = List.of();
        mixture = Optional.empty();
    }

    void save(Map<String, float[]> tensors) {
        detector.save(tensors);
        average.saveAverage(tensors);
        vae.save(tensors);
        mixture.ifPresent(fitted -> tensors.putAll(fitted.tensors()));
        for (int i = 0; i < history.size(); i++) {
            tensors.put(HISTORY + i, history.get(i));
        }
    }

    void load(GanSnapshot snapshot) {
        detector.load(snapshot);
        loadAverage(snapshot);
        vae.load(snapshot);
        mixture = MixtureForger.load(snapshot);
        shares = ClassShares.of(snapshot.tensor(Game.CLASSES));
        history = snapshot.tensors().keySet().stream()
                .filter(name -> name.startsWith(HISTORY))
                .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(HISTORY.length()))))
                .map(snapshot::tensor)
                .toList();
    }

    void loadAverage(GanSnapshot snapshot) {
        average.loadAverage(snapshot);
    }

    @Override
    public void close() {
        detector.close();
        average.close();
        vae.close();
        past.close();
    }
}
