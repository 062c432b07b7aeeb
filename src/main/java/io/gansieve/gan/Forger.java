package io.gansieve.gan;

import java.util.Arrays;
import java.util.Locale;

/** The generators that the engine trains itself, as adversaries of the detector. */
public enum Forger {
    /** The generator of the game: as it is, averaged, and as it was in past rounds. */
    GAN,
    /** A variational autoencoder (Kingma and Welling 2014), decoding latents drawn from its prior. */
    VAE,
    /** A mixture of Gaussians fitted by maximum likelihood: {@link GaussianMixture}. */
    GMM;

    /** Throws {@link IllegalArgumentException} for any other text than {@link #text()}'s. */
    public static Forger parse(String text) {
        return Arrays.stream(values())
                .filter(forger -> forger.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("forger must be gan, vae or gmm: " + text));
    }

    /** The source of its images: {@code gan}, {@code vae}, {@code gmm}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
