package io.gansieve.gan.dl4j;

import io.gansieve.gan.LossGradient;
import io.gansieve.image.Image;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A variational autoencoder (Kingma and Welling, "Auto-encoding variational Bayes", 2014): the encoder gives mean m and
 * log-variance s of a latent z = m + e·exp(s/2), e ~ N(0, 1), the decoder a Bernoulli probability of each pixel.
 */
final class Vae extends NetworkForger {
    /** What the names of its tensors begin with. */
    static final String NAME = "vae.";

    /** Keeps exp(s/2) in range while the encoder is young. */
    private static final float MAX_LOG_VARIANCE = 8f;

    private final Pixels pixels;
    private final Network encoder;
    private final Network decoder;
    private final int latents;

    /**
     * @param encoder pixels in [0, 1] as [N,C·H·W] → means and log-variances [N,2·latents]
     * @param decoder latents [N,latents] → logits of the pixels [N,C·H·W]
     */
    Vae(Pixels pixels, Network encoder, Network decoder, int latents) {
        super(new Part(NAME + "encoder", encoder), new Part(NAME + "decoder", decoder));
        this.pixels = pixels;
        this.encoder = encoder;
        this.decoder = decoder;
        this.latents = latents;
    }

    @Override
    public double step(List<Image> reals, Noise noise) {
        return step(pixels.unit(reals), noise);
    }

    /**
     * One step on the negative evidence lower bound: cross-entropy of the pixels + ½Σ(eˢ − (1 + s) + m²).
     *
     * @param pixels in [0, 1] as [N,C·H·W]
     * @return the loss in nats an image
     */
    double step(INDArray pixels, Noise noise) {
        float[] code = encoder.forward(pixels, true).values();
        int rows = (int) pixels.size(0);
        float[] e = noise.values(rows * latents);
        float[] logits =
                decoder.forward(Network.matrix(drawn(code, e), rows), true).values();
        PixelLoss reconstruction = PixelLoss.of(logits, pixels.dup('c').data().asFloat(), rows);
        float[] latentGradient = decoder.backward(Network.matrix(reconstruction.gradient(), rows))
                .dup('c')
                .data()
                .asFloat();
        LossGradient divergence = divergence(code, e, latentGradient, rows);
        encoder.backward(Network.matrix(divergence.gradient(), rows));
        decoder.update();
        encoder.update();
        return reconstruction.loss() + divergence.loss();
    }

    /** The pixels' probabilities of latents drawn from the prior. */
    @Override
    public List<float[]> sample(int count, Noise noise) {
        float[] logits = decoder.forward(noise.latents(count, latents), false).values();
        return Pixels.rows(Network.matrix(PixelLoss.expected(logits), count), count);
    }

    private float[] drawn(float[] code, float[] e) {
        float[] drawn = new float[e.length];
        for (int i = 0; i < e.length; i++) {
            drawn[i] = code[mean(i)] + e[i] * (float) Math.exp(logVariance(code, i) / 2);
        }
        return drawn;
    }

    /** The Kullback–Leibler divergence from the prior, with the whole loss's gradient on the code. */
    private LossGradient divergence(float[] code, float[] e, float[] latentGradient, int rows) {
        float[] codeGradient = new float[code.length];
        double sum = 0;
        for (int i = 0; i < e.length; i++) {
            float m = code[mean(i)];
            float s = logVariance(code, i);
            float deviation = (float) Math.exp(s / 2);
            sum += 0.5 * (deviation * deviation - (1 + s) + m * m);
            codeGradient[mean(i)] = latentGradient[i] + m / rows;
            boolean bounded = Math.abs(code[mean(i) + latents]) > MAX_LOG_VARIANCE;
            codeGradient[mean(i) + latents] =
                    bounded ? 0f : latentGradient[i] * e[i] * deviation / 2 + (deviation * deviation - 1) / 2 / rows;
        }
        return new LossGradient(sum / rows, codeGradient);
    }

    /** Where the i-th latent's mean lies in the code; its log-variance lies {@link #latents} behind. */
    private int mean(int latent) {
        return latent / latents * 2 * latents + latent % latents;
    }

    private float logVariance(float[] code, int latent) {
        float value = code[mean(latent) + latents];
        return Math.max(-MAX_LOG_VARIANCE, Math.min(MAX_LOG_VARIANCE, value));
    }
}
