package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.image.ImageShape;
import java.util.EnumSet;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
    private static final Schedule NONE = new Schedule.Constant(0);
    private static final Schedule ONE = new Schedule.Constant(1);
    private static final Schedule RATE = new Schedule.Constant(2e-4);

    @Test
    void refusesRulesOutsideTheirRange() {
        assertRefused(() -> rules(0, 1, 1, RATE), "batchSize must be positive: 0");
        assertRefused(() -> rules(64, 1, 3, RATE), "packing must divide batchSize 64: 3");
        assertRefused(() -> rules(64, 1, 1, NONE), "learningRate must be positive: 0.0");
        assertRefused(
                () -> rules(64, 1, 1, new Schedule.Linear(1e-3, -1e-3, 10)),
                "learningRate must not be negative: -0.001");
        assertRefused(
                () -> new CriticNoise(new Schedule.Constant(0.5), RATE, NONE, Optional.empty()),
                "labelFlip must stay in [0, 0.5): 0.5");
        assertRefused(
                () -> new CriticNoise(NONE, new Schedule.Linear(0.9, 0.5, 10), NONE, Optional.empty()),
                "realTarget must be in (0.5, 1]: 0.5");
        assertRefused(() -> Penalty.zeroCentred(-1), "penalty r1 must not be negative: -1.0");
        assertRefused(() -> new NoiseController(1, 10), "noise target must be above 0 and below 1: 1.0");
        assertRefused(
                () -> new CriticNoise(NONE, ONE, NONE, Optional.of(new NoiseController(0.6, 1_000))),
                "a noise target steers labelFlip and instanceNoise, of which one must be above 0: 0");
    }

    @Test
    void refusesRulesThatItsRoundsCannotKeep() {
        assertRefused(() -> config(10, rules(64, 61, 1, RATE)), "criticSteps must be at most stepsPerRound 60: 61");
        assertRefused(() -> config(10, rules(64, 1, 2, RATE)), "packing must be 1 in a game with classes: 2");
    }

    /** The controller goes by E[sign f(x)]. */
    @Test
    void refusesANoiseTargetWithoutSignedLogits() {
        CriticNoise controlled =
                new CriticNoise(new Schedule.Constant(0.1), ONE, NONE, Optional.of(new NoiseController(0.6, 1_000)));
        assertThatCode(() -> rules(new Objective.Hinge(), controlled)).doesNotThrowAnyException();
        String rule = "a noise target goes by the sign of logits, which says nothing with this objective: ";
        assertRefused(() -> rules(new Objective.Relativistic(), controlled), rule + "relativistic");
        assertRefused(() -> rules(new Objective.Wasserstein(), controlled), rule + "wasserstein");
    }

    private static GameRules rules(int batchSize, int criticSteps, int packing, Schedule learningRate) {
        return rules(new Objective.NonSaturating(), CriticNoise.NONE, batchSize, criticSteps, packing, learningRate);
    }

    private static GameRules rules(Objective objective, CriticNoise noise) {
        return rules(objective, noise, 64, 1, 1, RATE);
    }

    private static GameRules rules(
            Objective objective,
            CriticNoise noise,
            int batchSize,
            int criticSteps,
            int packing,
            Schedule learningRate) {
        return new GameRules(
                objective,
                Penalty.NONE,
                noise,
                batchSize,
                criticSteps,
                packing,
                learningRate,
                new Schedule.Constant(0.999),
                new Schedule.Constant(4_000));
    }

    private static TrainingConfig config(int classes, GameRules rules) {
        return new TrainingConfig(
                ImageShape.MNIST,
                Model.DEFAULT,
                32,
                classes,
                60,
                rules,
                4,
                EnumSet.allOf(Forger.class),
                0.5,
                0.5,
                GeneratorSettings.PLAIN);
    }

    private static void assertRefused(ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
