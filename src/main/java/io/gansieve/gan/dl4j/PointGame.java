package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.PointGameConfig;
import io.gansieve.gan.PointMixture;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The game of {@link AdversarialPair} on points of a {@link PointMixture}, for coverage figures and for looking at: small dense
 * networks, a step in some milliseconds. Points are divided by the mixture's scale on their way in and multiplied on their way
 * out. A round is a function of the state before it, its number and the seed. Used by one thread at a time; holds native memory
 * until closed.
 */
public final class PointGame implements AutoCloseable {
    private static final String PREFIX = "";
    private static final int SAMPLE_ROWS = 500;
    private static final double LEAK = 0.2;

    private final PointGameConfig config;
    private final PointMixture data;
    private final long seed;
    private final float scale;
    private final AdversarialPair pair;
    private final Scratch scratch = new Scratch();
    private long steps;

    public PointGame(PointGameConfig config, PointMixture data, long seed) {
        this.config = config;
        this.data = data;
        this.seed = seed;
        scale = (float) data.scale();
        pair = new AdversarialPair(
                config.rules(),
                new ClassColumns(0),
                config.latentSize(),
                network(2 * config.rules().packing(), config.criticWidth(), () -> Rectifier.leaky(LEAK), 1),
                generator(),
                generator());
        pair.initialise(new SplittableRandom(seed));
    }

    /** Means over the steps that had one. */
    public record Losses(double critic, double generator) {}

    /** Steps of the critic so far. */
    public long steps() {
        return steps;
    }

    /** Real points trained on so far. */
    public long pointsSeen() {
        return steps * config.rules().batchSize();
    }

    /** Takes so many steps, in all of which the data is new. */
    public Losses play(int count) {
        Noise noise = new Noise(SeededRandom.of(seed, steps));
        double critic = 0;
        double generator = 0;
        int generatorSteps = 0;
        for (int i = 0; i < count; i++, steps++) {
            StepClock clock = new StepClock(pointsSeen(), steps);
            AdversarialPair.Step step = scratch.step(() -> step(noise, clock));
            critic += step.criticLoss();
            generator += step.generatorLoss().orElse(0);
            generatorSteps += step.generatorLoss().isPresent() ? 1 : 0;
        }
        return new Losses(critic / count, generator / generatorSteps);
    }

    private AdversarialPair.Step step(Noise noise, StepClock clock) {
        int rows = config.rules().batchSize();
        return pair.step(scaled(data.sample(rows, noise.random())), ClassColumns.none(rows), noise, clock);
    }

    /** Points from the averaged generator, x and y by turns. */
    public float[] sample(int count, long sampleSeed) {
        Noise noise = new Noise(new SplittableRandom(sampleSeed));
        return inBatches(count, (from, rows) -> unscaled(pair.sample(ClassColumns.none(rows), noise)));
    }

    /** Points from the generator as it plays. */
    public float[] sampleRaw(int count, long sampleSeed) {
        Noise noise = new Noise(new SplittableRandom(sampleSeed));
        return inBatches(count, (from, rows) -> unscaled(pair.generate(ClassColumns.none(rows), noise)));
    }

    /** The critic's logits of points, without noise; as many points as whole packs hold. */
    public float[] logits(float[] points) {
        return inBatches(
                points.length / 2,
                (from, rows) -> pair.logits(
                        scaled(Arrays.copyOfRange(points, 2 * from, 2 * (from + rows))), ClassColumns.none(rows)));
    }

    /** Work on {@code rows} points, the first of which has an index. */
    @FunctionalInterface
    private interface Batch {
        float[] of(int from, int rows);
    }

    /** All answers, one behind the other. */
    private float[] inBatches(int count, Batch batch) {
        int whole = SAMPLE_ROWS * config.rules().packing();
        FloatBuffer all = FloatBuffer.allocate(2 * count);
        for (int from = 0; from < count; from += whole) {
            int begin = from;
            int rows = Math.min(whole, count - from);
            all.put(scratch.step(() -> batch.of(begin, rows)));
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    private INDArray scaled(float[] points) {
        float[] values = points.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] /= scale;
        }
        return Nd4j.create(values, new long[] {values.length / 2, 2}, 'c');
    }

    private float[] unscaled(INDArray rows) {
        float[] values = rows.dup('c').data().asFloat();
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
        }
        return values;
    }

    /** Everything that {@link #resume} needs. */
    public GanSnapshot snapshot() {
        Map<String, float[]> tensors = new TreeMap<>();
        pair.save(tensors, PREFIX);
        return new GanSnapshot(pointsSeen(), steps, tensors);
    }

    /** Goes on where another game of the same settings stood. */
    public void resume(GanSnapshot snapshot) {
        pair.load(snapshot, PREFIX);
        steps = snapshot.iterations();
    }

    @Override
    public void close() {
        pair.close();
        scratch.close();
    }

    private Network generator() {
        return network(config.latentSize(), config.generatorWidth(), Rectifier::relu, 2);
    }

    private Network network(int inputs, int width, Supplier<Rectifier> activation, int outputs) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.ZERO)
                .activation(Activation.IDENTITY)
                .miniBatch(false)
                .list();
        for (int layer = 0; layer < config.layers(); layer++) {
            layers.layer(Linear.of(width)).layer(activation.get());
        }
        layers.layer(Linear.of(outputs));
        return new Network(
                layers.setInputType(InputType.feedForward(inputs)).build(),
                config.rules().learningRate().at(0));
    }
}
