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
    private static final int LATENTS = 8;
    private static final int LAYERS = 3;
    private static final int WIDTH = 64;
    private static final int BATCH = 64;
    private static final double RATE = 2e-3;

    /** γ at the beginning, for points of size 1; it ends at a hundredth, which lets modes become sharp. */
    private static final double GAMMA = 0.01;

    /** Of a value that is to fall to a hundredth: log₂ 100. */
    private static final double HALVINGS = 6.64;

    /** λ of Gulrajani et al. for points in the plane, and their critic steps. */
    private static final double LAMBDA = 0.1;

    private static final int WASSERSTEIN_STEPS = 5;

    public PointGameConfig {
        Rule.positive("latentSize", latentSize);
        Rule.positive("layers", layers);
        Rule.positive("generatorWidth", generatorWidth);
        Rule.positive("criticWidth", criticWidth);
    }

    /**
     * The game that an objective's figures are of: the same networks, rate and batches for all, each with the penalty of its own paper;
     * all schedules end with the last step.
     */
    public static PointGameConfig of(Objective objective, CriticNoise noise, long steps) {
        double points = (double) steps * BATCH;
        boolean wasserstein = objective instanceof Objective.Wasserstein;
        GameRules rules = new GameRules(
                objective,
                penalty(objective, points),
                noise,
                BATCH,
                wasserstein ? WASSERSTEIN_STEPS : 1,
                1,
                new Schedule.Cosine(RATE, 0, points),
                new Schedule.Constant(0.99),
                new Schedule.Constant(500 * BATCH));
        return new PointGameConfig(rules, LATENTS, LAYERS, WIDTH, WIDTH);
    }

    private static Penalty penalty(Objective objective, double points) {
        if (objective instanceof Objective.Relativistic) {
            Schedule gamma = new Schedule.Exponential(GAMMA, points / HALVINGS);
            return new Penalty(gamma, gamma, new Schedule.Constant(0), false, 0);
        }
        return objective instanceof Objective.Wasserstein ? Penalty.gradient(LAMBDA) : Penalty.NONE;
    }
}
