package io.gansieve.gan;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The generators that the engine trains itself, as adversaries of the detector. The conditional GAN (Mirza and Osindero 2014) is
 * {@link #GAN} with {@code generator.classes} above 0.
 */
public enum Forger {
    /** The generator of the game: as it is, averaged, and as it was in past rounds. */
    GAN,
    /** A variational autoencoder (Kingma and Welling 2014), decoding latents drawn from its prior. */
    VAE,
    /** A mixture of Gaussians fitted by maximum likelihood: {@link GaussianMixture}. */
    GMM,
    /** A Wasserstein GAN of its own, with clipped weights (Arjovsky et al. 2017). */
    WGAN,
    /** The same with a gradient penalty (Gulrajani et al. 2017). */
    WGAN_GP,
    /** A denoising diffusion model (Ho et al. 2020) that samples in few steps (Song et al. 2021). */
    DIFFUSION,
    /** A model that draws one pixel after the other, each given those before (van den Oord et al. 2016). */
    AUTOREGRESSIVE;

    /** Throws {@link IllegalArgumentException} for any other text than {@link #text()}'s. */
    public static Forger parse(String text) {
        return Arrays.stream(values())
                .filter(forger -> forger.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("forger must be one of %s: %s"
                        .formatted(Arrays.stream(values()).map(Forger::text).collect(Collectors.joining(", ")), text)));
    }

    /** The source of its images: {@code gan}, {@code wgan-gp}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
