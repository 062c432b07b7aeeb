package io.gansieve.bench.coverage;

import io.gansieve.app.PlanePicture;
import io.gansieve.app.PointCoverage;
import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.Objective;
import io.gansieve.gan.PointGameConfig;
import io.gansieve.gan.PointMixture;
import io.gansieve.gan.Schedule;
import io.gansieve.gan.dl4j.PointGame;
import io.gansieve.image.Png;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A mixture in the plane by the protocol of PacGAN: 2,500 samples, a mode counts from one sample within 3σ of it on, reverse KL of the
 * nearest centres' histogram. A run ends with the last of its steps, on which its schedules are laid out, or with its budget.
 */
final class PointSet implements CoverageSet {
    private static final int SIDE = 300;

    /** Ends the name of an objective with the penalties of relativistic pairing, so that either's part is seen. */
    private static final String PENALISED = "-r1-r2";

    /** Of decaying noise, in a whole run. */
    private static final int HALVINGS = 5;

    private final PointMixture mixture;
    private final int steps;

    /** @param steps of the critic that a run takes */
    PointSet(PointMixture mixture, int steps) {
        this.mixture = mixture;
        this.steps = steps;
    }

    @Override
    public String text() {
        return mixture.name();
    }

    @Override
    public List<String> objectives() {
        return List.of(
                "relativistic",
                "non-saturating",
                "minimax",
                "least-squares",
                "hinge",
                "wasserstein",
                "non-saturating" + PENALISED,
                "minimax" + PENALISED);
    }

    @Override
    public CoverageNoise noise() {
        return CoverageNoise.NONE;
    }

    @Override
    public Duration budget() {
        return Duration.ofMinutes(10);
    }

    @Override
    public List<String> columns() {
        return List.of("modes", "high_quality_percent", "reverse_kl", "kl_floor", "steps");
    }

    @Override
    public Measured data(long seed) {
        float[] points = mixture.sample(PointCoverage.SAMPLES, new SplittableRandom(seed));
        return measured(points, Double.NaN, Duration.ZERO);
    }

    @Override
    public Measured run(CoverageRun run) throws IOException {
        PointGameConfig config = config(run.objective(), noise(run.noise()));
        try (PointLearner learner =
                new PointLearner(new PointGame(config, mixture, run.seed()), config, mixture, run.seed(), steps)) {
            Duration cpu = TimedTraining.train(run, learner);
            return measured(learner.samples(), (double) learner.steps(), cpu);
        }
    }

    private PointGameConfig config(String name, CriticNoise noise) {
        if (!name.endsWith(PENALISED)) {
            return PointGameConfig.of(mixture, Objective.parse(name), noise, steps);
        }
        Objective objective = Objective.parse(name.substring(0, name.length() - PENALISED.length()));
        return PointGameConfig.of(objective, PointGameConfig.zeroCentred(mixture, steps), noise, steps);
    }

    /** As of images, for points of size 1 and the steps of a run. */
    private CriticNoise noise(CoverageNoise noise) {
        return switch (noise) {
            case NONE -> CriticNoise.NONE;
            case DECAYING -> decaying(0.1, 0.3);
            case SERVICE -> decaying(0.05, 0.1);
        };
    }

    private CriticNoise decaying(double flip, double sigma) {
        double halfLife = PointGameConfig.points(steps) / HALVINGS;
        return new CriticNoise(
                new Schedule.Exponential(flip, halfLife),
                new Schedule.Constant(0.9),
                new Schedule.Exponential(sigma, halfLife),
                Optional.empty());
    }

    private Measured measured(float[] points, double taken, Duration cpu) {
        ModeCoverage coverage = PointCoverage.of(mixture, points);
        List<Double> figures = List.of(
                (double) coverage.modesCovered(),
                100 * coverage.confidentRatio(),
                coverage.reverseKl(),
                coverage.reverseKlFloor(),
                taken);
        return new Measured(figures, Png.encode(new PlanePicture(mixture, SIDE).samples(points)), cpu);
    }
}
