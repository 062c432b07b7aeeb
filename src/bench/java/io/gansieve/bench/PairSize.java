package io.gansieve.bench;

import io.gansieve.gan.Model;

/**
 * A pair for 28×28×1 images. Critic: two convolutions of stride 2 with {@code channels}/2 and {@code channels} outputs and leaky
 * ReLU, then one logit. Generator: dense to 7×7×{@code channels}, two doublings to {@code channels}/2 and 1, ReLU between, tanh.
 *
 * @param kernel side of the critic's kernels, and of the generator's if it deconvolves
 */
public record PairSize(int latents, int channels, int kernel) {
    public static final int SIDE = 28;
    public static final int COARSE = SIDE / 4;

    public static PairSize of(Model model) {
        return switch (model) {
            case DEFAULT -> new PairSize(32, 64, 4);
            case REFERENCE -> new PairSize(100, 128, 5);
        };
    }
}
