package io.gansieve.gan;

/**
 * What the game's generator is asked beyond beating the critic.
 *
 * @param latent what its images are made from
 * @param attackDetector weight in its loss of what the serving detector says of its images; 0 leaves the detector out. The
 *     detector is the one from before the round, so that game and detector can go on beside each other
 */
public record GeneratorSettings(LatentPrior latent, double attackDetector) {
    public static final GeneratorSettings PLAIN = new GeneratorSettings(LatentPrior.NORMAL, 0);

    public GeneratorSettings {
        Rule.require(
                attackDetector >= 0 && Double.isFinite(attackDetector),
                "attackDetector must not be negative",
                attackDetector);
    }
}
