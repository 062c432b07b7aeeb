package io.gansieve.gan.dl4j;

import io.gansieve.image.Image;
import java.util.Arrays;
import java.util.List;

/**
 * A small denoising diffusion model (Ho, Jain and Abbeel 2020) on the cosine schedule of Nichol and Dhariwal (2021) in continuous
 * time: an image at time t in [0, 1] is x_t = cos(πt/2)·x₀ + sin(πt/2)·ε. A dense network sees x_t and t and predicts x₀, the
 * clean image: through layers narrower than an image noise cannot be predicted, images can.
 *
 * <p>Samples take the deterministic steps of Song, Meng and Ermon (DDIM, 2021, eq. 12 with σ = 0): 12 forward passes each, of .95
 * MFLOP at 28×28×1, together four times what training on one image costs.
 */
final class Diffusion extends NetworkForger {
    /** What the names of its tensors begin with. */
    static final String NAME = "diffusion.";

    /** Cosines cos(kπt), k = 1, 2, …, that tell the network the time. */
    static final int TIMES = 8;

    private static final int SAMPLING_STEPS = 12;

    private final Pixels pixels;
    private final Network denoiser;
    private final int size;

    /** @param denoiser noisy pixels and time [N,C·H·W+{@link #TIMES}] → logits of the clean pixels [N,C·H·W] */
    Diffusion(Pixels pixels, Network denoiser, int size) {
        super(new Part(NAME + "denoiser", denoiser));
        this.pixels = pixels;
        this.denoiser = denoiser;
        this.size = size;
    }

    /** Every image at a time of its own, drawn evenly. */
    @Override
    public double step(List<Image> reals, Noise noise) {
        int rows = reals.size();
        float[] noised = pixels.scaled(reals).data().asFloat();
        double[] times = new double[rows];
        for (int row = 0; row < rows; row++) {
            times[row] = noise.random().nextDouble();
            float signal = signal(times[row]);
            float deviation = deviation(times[row]);
            for (int i = row * size; i < (row + 1) * size; i++) {
                noised[i] =
                        signal * noised[i] + deviation * (float) noise.random().nextGaussian();
            }
        }
        float[] clean = pixels.unit(reals).dup('c').data().asFloat();
        float[] logits = denoiser.forward(Network.matrix(inputs(noised, times), rows), true)
                .values();
        PixelLoss loss = PixelLoss.of(logits, clean, rows);
        denoiser.backward(Network.matrix(loss.gradient(), rows));
        denoiser.update();
        return loss.loss();
    }

    @Override
    public List<float[]> sample(int count, Noise noise) {
        float[] values = noise.values(count * size);
        for (int step = SAMPLING_STEPS; step > 0; step--) {
            values = denoised(values, count, (double) step / SAMPLING_STEPS, (step - 1.0) / SAMPLING_STEPS);
        }
        return Pixels.rows(Network.matrix(values, count), count);
    }

    /** x_s = cos(πs/2)·x̂₀ + sin(πs/2)·ε̂, where x̂₀ is what the network predicts from x_t and ε̂ what then must have been added. */
    private float[] denoised(float[] values, int rows, double time, double next) {
        double[] times = new double[rows];
        Arrays.fill(times, time);
        float[] clean = PixelLoss.expected(denoiser.forward(Network.matrix(inputs(values, times), rows), false)
                .values());
        float ratio = deviation(next) / deviation(time);
        float kept = signal(next) - ratio * signal(time);
        float[] moved = new float[values.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = kept * clean[i] + ratio * values[i];
        }
        return moved;
    }

    private float[] inputs(float[] values, double[] times) {
        int width = size + TIMES;
        float[] inputs = new float[times.length * width];
        for (int row = 0; row < times.length; row++) {
            System.arraycopy(values, row * size, inputs, row * width, size);
            for (int k = 1; k <= TIMES; k++) {
                inputs[row * width + size + k - 1] = (float) Math.cos(k * Math.PI * times[row]);
            }
        }
        return inputs;
    }

    private static float signal(double time) {
        return (float) Math.cos(Math.PI / 2 * time);
    }

    private static float deviation(double time) {
        return (float) Math.sin(Math.PI / 2 * time);
    }
}
