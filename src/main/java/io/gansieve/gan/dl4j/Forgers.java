package io.gansieve.gan.dl4j;

import io.gansieve.gan.Forger;
import io.gansieve.gan.Penalty;
import io.gansieve.gan.TrainingConfig;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The forgers that the configuration asks for, at about the same cost a step for each: a tenth of the detector's. */
final class Forgers {
    private static final String WGAN = "wgan.";
    private static final String WGAN_GP = "wgan-gp.";

    /** What the names of the networks' tensors begin with. */
    static final List<String> NAMES = List.of(Vae.NAME, WGAN, WGAN_GP, Diffusion.NAME, Autoregressive.NAME);

    /** Latents of the variational autoencoder. */
    private static final int CODE = 16;

    /** Bound of the clipped critic's weights: of layers of some hundred inputs, with Adam. */
    private static final double CLIP = 0.03;

    /** The papers' weight of the gradient penalty. */
    private static final double LAMBDA = 10;

    private final TrainingConfig config;
    private final Architecture architecture;
    private final Pixels pixels;

    Forgers(TrainingConfig config, Architecture architecture) {
        this.config = config;
        this.architecture = architecture;
        pixels = new Pixels(config.shape());
    }

    /** In the order of {@link Forger}. Whoever asks closes them. */
    Map<Forger, ForgerModel> make() {
        Map<Forger, ForgerModel> models = new EnumMap<>(Forger.class);
        config.forgers().forEach(forger -> models.put(forger, guarded(forger)));
        return models;
    }

    /** The game's own generator needs no guard: it does not learn here. */
    private ForgerModel guarded(Forger forger) {
        ForgerModel model = make(forger);
        return forger == Forger.GAN ? model : new GuardedForger(model);
    }

    ForgerModel make(Forger forger) {
        return switch (forger) {
            case GAN -> new PastGenerators(config, architecture);
            case VAE -> vae();
            case GMM -> new FittedMixture();
            case WGAN -> wasserstein(WGAN, Penalty.clipping(CLIP));
            case WGAN_GP -> new Pooled(wasserstein(WGAN_GP, Penalty.gradient(LAMBDA)), 2, 16);
            case DIFFUSION -> new Pooled(diffusion(), 2, 4);
            case AUTOREGRESSIVE -> new Pooled(autoregressive(), 2, 2);
        };
    }

    Vae vae() {
        int size = config.shape().size();
        int width = width();
        return new Vae(
                pixels,
                architecture.perceptron(size, width, 2 * CODE),
                architecture.perceptron(CODE, width, size),
                CODE);
    }

    private WassersteinGan wasserstein(String name, Penalty penalty) {
        return new WassersteinGan(name, penalty, config.batchSize(), pixels, architecture, width());
    }

    Diffusion diffusion() {
        int size = config.shape().size();
        return new Diffusion(pixels, architecture.perceptron(size + Diffusion.TIMES, width(), width(), size), size);
    }

    Autoregressive autoregressive() {
        CausalContext context = new CausalContext(config.shape());
        int width = Math.max(16, Math.min(64, 50_000 / config.shape().size()));
        return new Autoregressive(
                pixels, context, architecture.perceptron(context.inputs(), width, width, Autoregressive.BINS));
    }

    /** So that a large image does not make a large model: 200,000 weights at most, but for images of more than 12,500 values. */
    private int width() {
        return Math.max(16, Math.min(256, 200_000 / config.shape().size()));
    }
}
