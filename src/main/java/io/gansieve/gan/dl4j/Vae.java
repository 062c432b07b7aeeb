package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A variational autoencoder (Kingma and Welling, "Auto-encoding variational Bayes", 2014): the encoder gives mean m and
 * log-variance s of a latent z = m + e·exp(s/2), e ~ N(0, 1), the decoder a Bernoulli probability of each pixel. One thread at a
 * time.
 */
final class Vae implements AutoCloseable {
    private static final String ENCODER = "vae.encoder";
    private static final String DECODER = "vae.decoder";

    /** Keeps exp(s/2) in range while the encoder is young. */
    private static final float MAX_LOG_VARIANCE = 8f;

    private final Network encoder;
    private final Network decoder;

    Vae(Architecture architecture) {
        encoder = architecture.encoder();
        decoder = architecture.decoder();
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
        float[] e = noise.values(rows * Architecture.CODE);
        float[] logits = decoder.forward(matrix(latents(code, e), rows), true).values();
        Reconstruction reconstruction =
                Reconstruction.of(logits, pixels.dup('c').data().asFloat(), rows);
        float[] latentGradient = decoder.backward(matrix(reconstruction.gradient(), rows))
                .dup('c')
                .data()
                .asFloat();
        float[] codeGradient = new float[code.length];
        double divergence = divergence(code, e, latentGradient, codeGradient, rows);
        encoder.backward(matrix(codeGradient, rows));
        decoder.update();
        encoder.update();
        return reconstruction.loss() + divergence;
    }

    /** The pixels' probabilities of latents drawn from the prior, in [−1, 1] as [N,C·H·W]. */
    INDArray sample(int rows, Noise noise) {
        float[] values =
                decoder.forward(noise.latents(rows, Architecture.CODE), false).values();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.tanh(values[i] / 2); // 2σ(x) − 1
        }
        return matrix(values, rows);
    }

    void initialise(SplittableRandom random) {
        encoder.initialise(random.split());
        decoder.initialise(random.split());
    }

    void save(Map<String, float[]> tensors) {
        encoder.save(tensors, ENCODER);
        decoder.save(tensors, DECODER);
    }

    void load(GanSnapshot snapshot) {
        encoder.load(snapshot, ENCODER);
        decoder.load(snapshot, DECODER);
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
    }

    /** Cross-entropy of pixels and its gradient on their logits, per image. */
    @SuppressWarnings("ArrayRecordComponent") // made, read once and dropped inside a step
    private record Reconstruction(double loss, float[] gradient) {
        static Reconstruction of(float[] logits, float[] pixels, int rows) {
            double loss = 0;
            float[] gradient = new float[logits.length];
            for (int i = 0; i < logits.length; i++) {
                double logit = logits[i];
                loss += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - pixels[i] * logit;
                gradient[i] = (float) ((1 / (1 + Math.exp(-logit)) - pixels[i]) / rows);
            }
            return new Reconstruction(loss / rows, gradient);
        }
    }

    private static float[] latents(float[] code, float[] e) {
        float[] latents = new float[e.length];
        for (int i = 0; i < e.length; i++) {
            latents[i] = code[mean(i)] + e[i] * (float) Math.exp(logVariance(code, i) / 2);
        }
        return latents;
    }

    /** The Kullback–Leibler divergence from the prior; writes both terms' gradient on the code. */
    private static double divergence(float[] code, float[] e, float[] latentGradient, float[] codeGradient, int rows) {
        double sum = 0;
        for (int i = 0; i < e.length; i++) {
            float m = code[mean(i)];
            float s = logVariance(code, i);
            float deviation = (float) Math.exp(s / 2);
            sum += 0.5 * (deviation * deviation - (1 + s) + m * m);
            codeGradient[mean(i)] = latentGradient[i] + m / rows;
            boolean bounded = Math.abs(code[mean(i) + Architecture.CODE]) > MAX_LOG_VARIANCE;
            codeGradient[mean(i) + Architecture.CODE] =
                    bounded ? 0f : latentGradient[i] * e[i] * deviation / 2 + (deviation * deviation - 1) / 2 / rows;
        }
        return sum / rows;
    }

    /** Where the i-th latent's mean lies in the code; its log-variance lies {@link Architecture#CODE} behind. */
    private static int mean(int latent) {
        return latent / Architecture.CODE * 2 * Architecture.CODE + latent % Architecture.CODE;
    }

    private static float logVariance(float[] code, int latent) {
        float value = code[mean(latent) + Architecture.CODE];
        return Math.max(-MAX_LOG_VARIANCE, Math.min(MAX_LOG_VARIANCE, value));
    }

    private static INDArray matrix(float[] values, int rows) {
        return Nd4j.create(values, new long[] {rows, values.length / rows}, 'c');
    }
}
