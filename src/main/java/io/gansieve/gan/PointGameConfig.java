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
    private static final int LATENTS = 4;
    private static final int LAYERS = 3;
    private static final int GENERATOR_WIDTH = 128;
    private static final int CRITIC_WIDTH = 64;
    private static final int BATCH = 128;
    private static final double RATE = 2e-3;

    /** γ at the beginning, for points of size 1. It stays near that for long, which keeps shares level, and ends where modes get sharp. */
    private static final double GAMMA = 0.02;

    /** The same on a ring, around which a collapsed generator can run for thousands of steps: with half of this one start of 60 did. */
    private static final double RING_GAMMA = 0.1;

    private static final double LAST_GAMMA = 5e-4;

    private static final int PENALTY_INTERVAL = 4;

    /** λ of Gulrajani et al. for points in the plane, and their critic steps. */
    private static final double LAMBDA = 0.1;

    private static final int WASSERSTEIN_STEPS = 5;

    public PointGameConfig {
        Rule.positive("latentSize", latentSize);
        Rule.positive("layers", layers);
        Rule.positive("generatorWidth", generatorWidth);
        Rule.positive("criticWidth", criticWidth);
    }

    /** The game that an objective's figures are of, with the penalty of {@link #penalty}. */
    public static PointGameConfig of(PointMixture data, Objective objective, CriticNoise noise, long steps) {
        return of(objective, penalty(data, objective, steps), noise, steps);
    }

    /** The same networks, rate and batches for all; all schedules end with the last step. */
    public static PointGameConfig of(Objective objective, Penalty penalty, CriticNoise noise, long steps) {
        GameRules rules = new GameRules(
                objective,
                penalty,
                noise,
                BATCH,
                objective instanceof Objective.Wasserstein ? WASSERSTEIN_STEPS : 1,
                1,
                new Schedule.Cosine(RATE, 0, points(steps)),
                new Schedule.Constant(0.99),
                new Schedule.Constant(500 * BATCH));
        return new PointGameConfig(rules, LATENTS, LAYERS, GENERATOR_WIDTH, CRITIC_WIDTH);
    }

    /** That of the objective's paper: R1 and R2 for relativistic pairing, the gradient penalty for Wasserstein, none for the others. */
    private static Penalty penalty(PointMixture data, Objective objective, long steps) {
        if (objective instanceof Objective.Relativistic) {
            return zeroCentred(data, steps);
        }
        return objective instanceof Objective.Wasserstein ? Penalty.gradient(LAMBDA) : Penalty.NONE;
    }

    /** R1 and R2 whose weight falls with the steps. */
    public static Penalty zeroCentred(PointMixture data, long steps) {
        double first = data.equals(PointMixture.ring8()) ? RING_GAMMA : GAMMA;
        Schedule gamma = new Schedule.Cosine(first, LAST_GAMMA, points(steps));
        return new Penalty(gamma, gamma, new Schedule.Constant(0), false, PENALTY_INTERVAL, 0);
    }

    /** Real points that so many steps of the critic see. */
    public static double points(long steps) {
        return (double) steps * BATCH;
    }
}
