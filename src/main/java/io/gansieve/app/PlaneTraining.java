package io.gansieve.app;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.PointGameConfig;
import io.gansieve.gan.PointMixture;
import io.gansieve.gan.dl4j.PointGame;
import io.gansieve.image.Image;
import io.gansieve.image.ImageGrid;
import java.util.List;
import java.util.SplittableRandom;

/** The game on points in the plane, where the best critic is known, with the figures and pictures that show how it goes. */
public final class PlaneTraining implements AutoCloseable {
    private static final int FIGURE_POINTS = 2_000;
    private static final int SHOWN_POINTS = 4_000;
    private static final int DENSITY_POINTS = 40_000;

    private final PointGameConfig config;
    private final PointMixture data;
    private final PointGame game;
    private final PlanePicture picture;
    private final SplittableRandom random;

    /** @param side of each picture, in pixels */
    public PlaneTraining(PointGameConfig config, PointMixture data, long seed, int side) {
        this.config = config;
        this.data = data;
        this.game = new PointGame(config, data, seed);
        this.picture = new PlanePicture(data, side);
        this.random = new SplittableRandom(seed).split();
    }

    /**
     * How the game stands.
     *
     * @param criticLoss mean since the last report; so is the generator's
     * @param critic on fresh points without noise
     * @param wasserstein estimate, of an objective that seeks it, in the data's units if the critic's slope is at most 1
     * @param coverage of the averaged generator
     */
    public record Report(
            long steps,
            double criticLoss,
            double generatorLoss,
            CriticFigures critic,
            double wasserstein,
            ModeCoverage coverage) {}

    /** Takes so many steps of the critic. */
    public Report advance(int steps) {
        PointGame.Losses losses = game.play(steps);
        // The critic judges whole packs.
        int points = FIGURE_POINTS - FIGURE_POINTS % config.rules().packing();
        float[] real = game.logits(data.sample(points, random));
        float[] generated = game.logits(game.sampleRaw(points, random.nextLong()));
        CriticFigures critic = CriticFigures.of(config.rules().objective(), real, generated);
        return new Report(
                game.steps(),
                losses.critic(),
                losses.generator(),
                critic,
                data.scale() * critic.wassersteinEstimate(),
                PointCoverage.of(data, game.sample(PointCoverage.SAMPLES, random.nextLong())));
    }

    /**
     * Left: D = σ(f) of the critic as it plays, under samples of the generator it plays against. Middle: the best critic of that
     * generator, see {@link PlanePicture#optimalCritic}. Right: samples of the averaged generator. A critic of packs is shown packs of
     * one point.
     */
    public List<Image> pictures() {
        float[] logits = game.logits(repeated(picture.pixels()));
        double[] critic = new double[logits.length];
        for (int i = 0; i < critic.length; i++) {
            critic[i] = 1 / (1 + Math.exp(-logits[i]));
        }
        long seed = random.nextLong();
        return List.of(
                picture.surface(critic, game.sampleRaw(SHOWN_POINTS, seed)),
                picture.surface(picture.optimalCritic(game.sampleRaw(DENSITY_POINTS, seed)), new float[0]),
                picture.samples(game.sample(SHOWN_POINTS, seed)));
    }

    /** {@link #pictures} as a PNG file. */
    public byte[] png() {
        return ImageGrid.png(pictures(), 3);
    }

    private float[] repeated(float[] points) {
        int packing = config.rules().packing();
        float[] packs = new float[points.length * packing];
        for (int i = 0; i < packs.length; i++) {
            packs[i] = points[i / (2 * packing) * 2 + i % 2];
        }
        return packs;
    }

    @Override
    public void close() {
        game.close();
    }
}
