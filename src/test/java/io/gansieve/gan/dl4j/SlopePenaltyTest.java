package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.gan.Penalty;
import io.gansieve.gan.Schedule;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** On a small convolutional critic with smooth activations: across kinks numeric gradients say nothing. */
class SlopePenaltyTest {
    private static final int HALF = 3;
    private static final int[] OF = {0, 1, 0};
    private static final StepClock CLOCK = new StepClock(0, 0);
    private static final Schedule OFF = new Schedule.Constant(0);

    private final ClassColumns classes = new ClassColumns(2);

    @Test
    void gradientOfR1MatchesFiniteDifferences() {
        assertGradient(new Penalty(new Schedule.Constant(3), OFF, OFF, false, 1, 0));
    }

    @Test
    void gradientOfR2MatchesFiniteDifferences() {
        assertGradient(new Penalty(OFF, new Schedule.Linear(2, 0, 10), OFF, false, 1, 0));
    }

    @Test
    void gradientOfTheTwoSidedPenaltyMatchesFiniteDifferences() {
        assertGradient(Penalty.gradient(10));
    }

    @Test
    void gradientOfTheOneSidedPenaltyMatchesFiniteDifferences() {
        assertGradient(new Penalty(OFF, OFF, new Schedule.Constant(10), true, 1, 0));
    }

    @Test
    void gradientOfAllTogetherMatchesFiniteDifferences() {
        assertGradient(new Penalty(
                new Schedule.Constant(3), new Schedule.Constant(1), new Schedule.Constant(10), false, 1, 0));
    }

    @Test
    void everyThirdStepCountsThrice() {
        Penalty always = Penalty.zeroCentred(2);
        Penalty lazy = new Penalty(always.r1(), always.r2(), OFF, false, 3, 0);
        try (Network critic = critic(2);
                Scratch scratch = new Scratch()) {
            critic.initialise(new SplittableRandom(1));
            INDArray batch = new Noise(new SplittableRandom(1)).gaussian(1, 2 * HALF, 1, 6, 5);
            double loss = scratch.step(() -> probe(critic, always, batch).loss());
            List<OptionalDouble> losses = IntStream.range(0, 6)
                    .mapToObj(step -> scratch.step(() -> new SlopePenalty(lazy, classes)
                            .probe(critic, batch, OF, new SplittableRandom(3), new StepClock(0, step))
                            .map(probe -> OptionalDouble.of(probe.loss()))
                            .orElse(OptionalDouble.empty())))
                    .toList();

            OptionalDouble none = OptionalDouble.empty();
            assertThat(losses.subList(0, 2)).containsOnly(none);
            assertThat(losses.subList(3, 5)).containsOnly(none);
            assertThat(losses.get(2).orElseThrow()).isCloseTo(3 * loss, within(1e-6));
            assertThat(losses.get(5)).isEqualTo(losses.get(2));
        }
    }

    @Test
    void noWeightNoProbe() {
        try (Network critic = critic(2)) {
            INDArray batch = new Noise(new SplittableRandom(1)).gaussian(1, 2 * HALF, 1, 6, 5);
            Penalty ended = new Penalty(new Schedule.Linear(1, 0, 10), OFF, OFF, false, 1, 0);

            assertThat(new SlopePenalty(ended, classes)
                            .probe(critic, batch, OF, new SplittableRandom(2), new StepClock(10, 1)))
                    .isEmpty();
        }
    }

    /** Along one random direction in the parameters, and the same again along the gradient itself. */
    private void assertGradient(Penalty penalty) {
        try (Network critic = critic(2);
                Scratch scratch = new Scratch()) {
            SplittableRandom random = new SplittableRandom(4);
            critic.initialise(random.split());
            float[] start = critic.parameters();
            for (int i = 0; i < start.length; i++) {
                start[i] *= 1.5f; // slopes around 1, on both sides of it
            }
            INDArray batch = new Noise(random.split()).gaussian(1, 2 * HALF, 1, 6, 5);
            critic.load(start);
            float[] gradient = scratch.step(() -> gradient(critic, penalty, batch));
            float[] way = new Noise(random).values(start.length);
            assertSlope(critic, scratch, penalty, batch, start, gradient, way);
            assertSlope(critic, scratch, penalty, batch, start, gradient, unit(gradient));
        }
    }

    private void assertSlope(
            Network critic,
            Scratch scratch,
            Penalty penalty,
            INDArray batch,
            float[] start,
            float[] gradient,
            float[] way) {
        float step = 2e-3f;
        critic.load(moved(start, way, step));
        double ahead = scratch.step(() -> probe(critic, penalty, batch).loss());
        critic.load(moved(start, way, -step));
        double behind = scratch.step(() -> probe(critic, penalty, batch).loss());
        double slope = (ahead - behind) / (2 * step);
        // Single precision: differences of sums of some hundred values.
        assertThat(dot(gradient, way)).isCloseTo(slope, within(5e-3 * Math.max(1, Math.abs(slope))));
        assertThat(Math.abs(slope)).isGreaterThan(0.01);
    }

    private float[] gradient(Network critic, Penalty penalty, INDArray batch) {
        SlopePenalty.Probe probe = probe(critic, penalty, batch);
        critic.forward(Nd4j.concat(0, probe.ahead(), probe.behind()), true);
        critic.backward(classes.scatter(probe.gradient(), probe.of()));
        return Gradients.of(critic);
    }

    private SlopePenalty.Probe probe(Network critic, Penalty penalty, INDArray batch) {
        return new SlopePenalty(penalty, classes)
                .probe(critic, batch, OF, new SplittableRandom(3), CLOCK)
                .orElseThrow();
    }

    private static Network critic(int classes) {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.ZERO)
                .activation(Activation.IDENTITY)
                .miniBatch(false)
                .list()
                .layer(SameConvolution.of(4, 3, 2))
                .layer(new ActivationLayer(Activation.TANH))
                .layer(SameConvolution.of(6, 3, 2))
                .layer(new ActivationLayer(Activation.TANH))
                .layer(Linear.of(classes + 1))
                .setInputType(InputType.convolutional(6, 5, 1))
                .build();
        return new Network(configuration, 1e-3);
    }

    private static float[] moved(float[] start, float[] way, float step) {
        float[] moved = start.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * way[i];
        }
        return moved;
    }

    private static float[] unit(float[] values) {
        double norm = Math.sqrt(dot(values, values));
        float[] unit = new float[values.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (values[i] / norm);
        }
        return unit;
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
