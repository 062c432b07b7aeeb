package io.gansieve.gan.dl4j;

import io.gansieve.gan.CorruptSnapshotException;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanSnapshots;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The forgers' autoencoder in the size that the literature measures it in, D–400–400–50–400–400–D, on binary images: each pixel is 1
 * with its grey level as probability, drawn anew at every sight (Burda, Grosse and Salakhutdinov, "Importance weighted
 * autoencoders", 2016, section 5). One thread at a time.
 */
public final class VaeLikelihood implements AutoCloseable {
    private static final int LATENTS = 50;
    private static final int HIDDEN = 400;
    private static final int BATCH = 100;

    /** Decoder passes at once. */
    private static final int ROWS = 500;

    /** What the averaged weights, which are measured, keep of themselves in a step. */
    private static final double KEPT = 0.999;

    private final Model training;
    private final Model average;

    /** An autoencoder and its networks. */
    private record Model(Vae vae, Network encoder, Network decoder) {
        static Model of(TrainingConfig config) {
            Architecture architecture = new Architecture(config);
            int size = config.shape().size();
            Network encoder = architecture.perceptron(size, HIDDEN, HIDDEN, 2 * LATENTS);
            Network decoder = architecture.perceptron(LATENTS, HIDDEN, HIDDEN, size);
            return new Model(new Vae(new Pixels(config.shape()), encoder, decoder, LATENTS), encoder, decoder);
        }

        byte[] encode() {
            Map<String, float[]> tensors = new TreeMap<>();
            vae.save(tensors);
            return GanSnapshots.encode(new GanSnapshot(0, 0, tensors));
        }

        void decode(byte[] bytes) throws CorruptSnapshotException {
            vae.load(GanSnapshots.decode(bytes));
        }
    }

    /** What training goes on from. */
    @SuppressWarnings("ArrayRecordComponent") // written to files, never compared
    public record State(byte[] training, byte[] average) {}

    public VaeLikelihood(TrainingConfig config, long seed) {
        training = Model.of(config);
        average = Model.of(config);
        training.vae.initialise(new SplittableRandom(seed));
        average.vae.initialise(new SplittableRandom(seed));
    }

    /** One pass over all images in an order of its own; the mean negative bound in nats. */
    public double epoch(List<Image> images, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.split());
        List<Image> shuffled = new ArrayList<>(images);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        double sum = 0;
        int steps = images.size() / BATCH;
        try (Scratch scratch = new Scratch()) {
            for (int step = 0; step < steps; step++) {
                float[] pixels = binary(shuffled.subList(step * BATCH, (step + 1) * BATCH), noise.random());
                sum += scratch.step(() -> {
                    double loss = training.vae.step(Network.matrix(pixels, BATCH), noise);
                    average.encoder.averageWith(training.encoder, KEPT);
                    average.decoder.averageWith(training.decoder, KEPT);
                    return loss;
                });
            }
        }
        return sum / steps;
    }

    /**
     * The mean over images, binary by one draw each, of log 1/k Σ p(x, zᵢ)/q(zᵢ | x) with z ~ q (Burda et al., eq. 8): a lower bound
     * on log p(x) in expectation, which tends to it as k grows.
     */
    public double logLikelihood(List<Image> images, int k, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.split());
        double sum = 0;
        try (Scratch scratch = new Scratch()) {
            for (Image image : images) {
                float[] pixels = binary(List.of(image), random);
                double[] logWeights = new double[k];
                for (int from = 0; from < k; from += ROWS) {
                    int first = from;
                    scratch.step(() -> weigh(pixels, logWeights, first, noise));
                }
                sum += logMeanExp(logWeights);
            }
        }
        return sum / images.size();
    }

    private boolean weigh(float[] pixels, double[] logWeights, int from, Noise noise) {
        int rows = Math.min(ROWS, logWeights.length - from);
        float[] code = average.encoder.forward(Network.matrix(pixels, 1), false).values();
        float[] e = noise.values(rows * LATENTS);
        float[] z = new float[e.length];
        for (int i = 0; i < z.length; i++) {
            int latent = i % LATENTS;
            z[i] = code[latent] + e[i] * (float) Math.exp(code[LATENTS + latent] / 2);
            // log p(z) − log q(z | x), whose ½·log 2π cancel
            logWeights[from + i / LATENTS] += (e[i] * e[i] - z[i] * z[i] + code[LATENTS + latent]) / 2;
        }
        float[] logits = average.decoder.forward(Network.matrix(z, rows), false).values();
        for (int row = 0; row < rows; row++) {
            logWeights[from + row] += logProbability(pixels, logits, row * pixels.length);
        }
        return true;
    }

    /** Σ x·l − log(1 + eˡ), of factors 1 + e^−|l| multiplied up before one logarithm: 2 each at most. */
    private static double logProbability(float[] pixels, float[] logits, int offset) {
        double sum = 0;
        double product = 1;
        for (int i = 0; i < pixels.length; i++) {
            double logit = logits[offset + i];
            sum += pixels[i] * logit - Math.max(logit, 0);
            product *= 1 + Math.exp(-Math.abs(logit));
            if (product > 1e290) {
                sum -= Math.log(product);
                product = 1;
            }
        }
        return sum - Math.log(product);
    }

    private static double logMeanExp(double[] logs) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            largest = Math.max(largest, log);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - largest);
        }
        return largest + Math.log(sum / logs.length);
    }

    private static float[] binary(List<Image> images, SplittableRandom random) {
        int size = images.get(0).shape().size();
        float[] pixels = new float[images.size() * size];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextDouble() * 255 < images.get(i / size).at(i % size) ? 1 : 0;
        }
        return pixels;
    }

    public State state() {
        return new State(training.encode(), average.encode());
    }

    public void resume(State state) throws CorruptSnapshotException {
        training.decode(state.training);
        average.decode(state.average);
    }

    @Override
    public void close() {
        training.vae.close();
        average.vae.close();
    }
}
