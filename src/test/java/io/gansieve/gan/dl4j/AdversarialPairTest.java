package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.GameRules;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.NoiseController;
import io.gansieve.gan.Objective;
import io.gansieve.gan.Penalty;
import io.gansieve.gan.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** On rows of two numbers: reals lie around (0.5, −0.5). */
class AdversarialPairTest {
    private static final int ROWS = 12;
    private static final ClassColumns PLAIN = new ClassColumns(0);
    private static final CriticNoise CONTROLLED = new CriticNoise(
            new Schedule.Constant(0.05),
            new Schedule.Constant(1),
            new Schedule.Constant(0.1),
            Optional.of(new NoiseController(0.6, 1_000)));

    @ParameterizedTest
    @ValueSource(strings = {"minimax", "non-saturating", "least-squares", "hinge", "wasserstein", "relativistic"})
    void samplesMoveToTheData(String objective) {
        GameRules rules = rules(Objective.parse(objective), Penalty.zeroCentred(0.1), CriticNoise.NONE, 1, 1);
        try (Play play = new Play(rules)) {
            play.steps(250);
            // The generator begins around 0, 0.7 away.
            assertThat(play.sampleMean()[0]).isCloseTo(0.5, within(0.3));
            assertThat(play.sampleMean()[1]).isCloseTo(-0.5, within(0.3));
        }
    }

    @Test
    void theGeneratorMovesInEveryKthStepOnly() {
        try (Play play = new Play(rules(new Objective.Wasserstein(), Penalty.clipping(0.05), CriticNoise.NONE, 3, 1))) {
            float[] before = play.tensor("generator");
            assertThat(play.steps(2)).allMatch(step -> step.generatorLoss().isEmpty());
            assertThat(play.tensor("generator")).isEqualTo(before);
            assertThat(play.steps(1)).allMatch(step -> step.generatorLoss().isPresent());
            assertThat(play.tensor("generator")).isNotEqualTo(before);
        }
    }

    @Test
    void clippingBoundsEveryWeight() {
        try (Play play = new Play(rules(new Objective.Wasserstein(), Penalty.clipping(0.05), CriticNoise.NONE, 1, 1))) {
            play.steps(2);
            for (float weight : play.tensor("critic")) {
                assertThat(weight).isBetween(-0.05f, 0.05f);
            }
        }
    }

    @Test
    void aPackIsJudgedAsOne() {
        Penalty all =
                new Penalty(new Schedule.Constant(1), new Schedule.Constant(1), new Schedule.Constant(1), false, 1, 0);
        try (Play play = new Play(rules(new Objective.Relativistic(), all, CriticNoise.NONE, 1, 3))) {
            assertThat(play.steps(3)).allMatch(step -> Double.isFinite(step.criticLoss()));
            assertThat(play.scratch.step(() -> play.pair.logits(play.reals(), ClassColumns.none(ROWS))))
                    .hasSize(ROWS / 3);
        }
    }

    @Test
    void theControllersNoiseGoesOnFromASnapshot() {
        GameRules rules = rules(new Objective.NonSaturating(), Penalty.NONE, CONTROLLED, 1, 1);
        try (Play play = new Play(rules);
                Play other = new Play(rules)) {
            play.steps(4);
            StepClock clock = new StepClock(4 * ROWS, 4);
            assertThat(play.pair.sigma(clock)).isNotEqualTo(0.1);

            other.pair.load(play.snapshot(), "");
            assertThat(other.pair.sigma(clock)).isCloseTo(play.pair.sigma(clock), within(1e-6));
        }
    }

    @Test
    void schedulesOfRateAndBeta2AreInForce() {
        GameRules still = new GameRules(
                new Objective.Hinge(),
                Penalty.NONE,
                CriticNoise.NONE,
                ROWS,
                1,
                1,
                new Schedule.Linear(1e-3, 0, 2 * ROWS),
                new Schedule.Linear(0.9, 0.99, 100),
                new Schedule.Constant(10));
        try (Play play = new Play(still)) {
            play.steps(2);
            float[] critic = play.tensor("critic");
            play.steps(2);
            assertThat(play.tensor("critic")).isEqualTo(critic);
        }
    }

    private static GameRules rules(
            Objective objective, Penalty penalty, CriticNoise noise, int criticSteps, int packing) {
        return new GameRules(
                objective,
                penalty,
                noise,
                ROWS,
                criticSteps,
                packing,
                new Schedule.Constant(5e-3),
                new Schedule.Constant(0.99),
                new Schedule.Constant(10 * ROWS));
    }

    /** A pair of small networks and a stream of reals. */
    private static final class Play implements AutoCloseable {
        private final Scratch scratch = new Scratch();
        private final Noise noise = new Noise(new SplittableRandom(5));
        private final AdversarialPair pair;
        private int taken;

        Play(GameRules rules) {
            pair = new AdversarialPair(rules, PLAIN, 3, network(2 * rules.packing(), 1), network(3, 2), network(3, 2));
            pair.initialise(new SplittableRandom(6));
        }

        List<AdversarialPair.Step> steps(int count) {
            List<AdversarialPair.Step> steps = new ArrayList<>();
            for (int i = 0; i < count; i++, taken++) {
                StepClock clock = new StepClock((long) taken * ROWS, taken);
                steps.add(scratch.step(() -> pair.step(reals(), ClassColumns.none(ROWS), noise, clock)));
            }
            return steps;
        }

        INDArray reals() {
            float[] values = noise.values(2 * ROWS);
            for (int i = 0; i < values.length; i++) {
                values[i] = 0.1f * values[i] + (i % 2 == 0 ? 0.5f : -0.5f);
            }
            return Nd4j.create(values, new long[] {ROWS, 2}, 'c');
        }

        double[] sampleMean() {
            float[] values = scratch.step(() ->
                    pair.sample(ClassColumns.none(ROWS), noise).dup('c').data().asFloat());
            double[] mean = new double[2];
            for (int i = 0; i < values.length; i++) {
                mean[i % 2] += values[i] / ROWS;
            }
            return mean;
        }

        float[] tensor(String name) {
            return snapshot().tensor(name);
        }

        GanSnapshot snapshot() {
            Map<String, float[]> tensors = new TreeMap<>();
            pair.save(tensors, "");
            return new GanSnapshot(0, 0, tensors);
        }

        @Override
        public void close() {
            pair.close();
            scratch.close();
        }

        private static Network network(int inputs, int outputs) {
            return new Network(
                    new NeuralNetConfiguration.Builder()
                            .weightInit(WeightInit.ZERO)
                            .activation(Activation.IDENTITY)
                            .miniBatch(false)
                            .list()
                            .layer(Linear.of(16))
                            .layer(new ActivationLayer(new LeakyRelu(0.2)))
                            .layer(Linear.of(outputs))
                            .setInputType(InputType.feedForward(inputs))
                            .build(),
                    1e-3);
        }
    }
}
