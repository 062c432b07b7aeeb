package io.gansieve.bench.coverage;

import io.gansieve.app.PointCoverage;
import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.CorruptSnapshotException;
import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.GanSnapshots;
import io.gansieve.gan.PointGameConfig;
import io.gansieve.gan.PointMixture;
import io.gansieve.gan.dl4j.PointGame;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** A {@link PointGame} under the clock; done with the last of its steps. */
final class PointLearner implements Learner {
    private static final int STEPS = 200;
    private static final int FIGURE_POINTS = 2_000;

    private final PointGame game;
    private final PointGameConfig config;
    private final PointMixture mixture;
    private final long seed;
    private final long last;

    /** Owns the game. */
    PointLearner(PointGame game, PointGameConfig config, PointMixture mixture, long seed, long last) {
        this.game = game;
        this.config = config;
        this.mixture = mixture;
        this.seed = seed;
        this.last = last;
    }

    @Override
    public void learn() {
        game.play((int) Math.min(STEPS, last - game.steps()));
    }

    @Override
    public boolean finished() {
        return game.steps() >= last;
    }

    long steps() {
        return game.steps();
    }

    /** Of the averaged generator, as many as the protocol wants. */
    float[] samples() {
        return game.sample(PointCoverage.SAMPLES, seed);
    }

    @Override
    public byte[] state() {
        return GanSnapshots.encode(game.snapshot());
    }

    @Override
    public void load(byte[] state) throws IOException {
        try {
            game.resume(GanSnapshots.decode(state));
        } catch (CorruptSnapshotException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String progress() {
        return "%d of %d steps".formatted(game.steps(), last);
    }

    @Override
    public List<String> curve() {
        return List.of(
                "steps",
                "modes",
                "high_quality_percent",
                "reverse_kl",
                "real_accuracy",
                "generated_accuracy",
                "jsd_bound");
    }

    @Override
    public List<Double> point() {
        ModeCoverage coverage = PointCoverage.of(mixture, samples());
        float[] real = mixture.sample(FIGURE_POINTS, new SplittableRandom(seed));
        CriticFigures critic = CriticFigures.of(
                config.rules().objective(), game.logits(real), game.logits(game.sampleRaw(FIGURE_POINTS, seed)));
        return List.of(
                (double) game.steps(),
                (double) coverage.modesCovered(),
                100 * coverage.confidentRatio(),
                coverage.reverseKl(),
                critic.realAccuracy(),
                critic.generatedAccuracy(),
                critic.jsdBound());
    }

    @Override
    public void close() {
        game.close();
    }
}
