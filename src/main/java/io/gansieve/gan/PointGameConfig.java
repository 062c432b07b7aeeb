package io.gansieve.gan;

/**
 * A game on points in the plane, between two networks of dense layers.
 *
 * @param latentSize of the generator's normal latents
 * @param layers hidden ones of each network
 * @param generatorWidth units of each hidden layer of the generator
 * @param criticWidth units of each hidden layer of the critic
 */
public record PointGameConfig(GameRules rules, int latentSize, int layers, int generatorWidth, int criticWidth) {
    public PointGameConfig {
        Rule.positive("latentSize", latentSize);
        Rule.positive("layers", layers);
        Rule.positive("generatorWidth", generatorWidth);
        Rule.positive("criticWidth", criticWidth);
    }
}
