package io.gansieve.bench.coverage;

import io.gansieve.gan.CorruptSnapshotException;
import io.gansieve.gan.GanSnapshots;
import io.gansieve.gan.dl4j.PlayedGame;
import io.gansieve.image.LabeledImage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A {@link PlayedGame} under the clock. */
final class GameLearner implements Learner {
    private static final int STEPS = 10;

    private final PlayedGame game;
    private final int batchSize;
    private final BiFunction<Integer, SplittableRandom, List<LabeledImage>> data;
    private final Curved curve;
    private final long seed;
    private SplittableRandom random;

    /**
     * What the curve shows.
     *
     * @param figures names of what {@code point} gives
     */
    record Curved(List<String> figures, Duration between, Function<PlayedGame, List<Double>> point) {}

    /**
     * Owns the game.
     *
     * @param data draws so many reals
     */
    GameLearner(
            PlayedGame game,
            int batchSize,
            long seed,
            BiFunction<Integer, SplittableRandom, List<LabeledImage>> data,
            Curved curve) {
        this.game = game;
        this.batchSize = batchSize;
        this.seed = seed;
        this.data = data;
        this.curve = curve;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void learn() {
        for (int step = 0; step < STEPS; step++) {
            game.step(data.apply(batchSize, random));
        }
    }

    @Override
    public byte[] state() {
        return GanSnapshots.encode(game.snapshot());
    }

    @Override
    public void load(byte[] state) throws IOException {
        try {
            game.load(GanSnapshots.decode(state));
            random = new SplittableRandom(seed + game.steps());
        } catch (CorruptSnapshotException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String progress() {
        return "%d steps, %d images".formatted(game.steps(), game.imagesSeen());
    }

    @Override
    public List<String> curve() {
        return curve.figures();
    }

    @Override
    public Duration betweenPoints() {
        return curve.between();
    }

    @Override
    public List<Double> point() {
        return curve.point().apply(game);
    }

    @Override
    public void close() {
        game.close();
    }
}
