package io.gansieve.gan.dl4j;

import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.GameRules;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.LossGradient;
import io.gansieve.gan.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Critic and generator against each other by {@link GameRules}, with the generator's exponential moving average. It knows rows of
 * numbers [N,…] only; what they are, images or points, is its caller's. Packs of p rows lie one behind the other: [N,C,H,W] is
 * judged as [N/p,pC,H,W]. One thread at a time.
 */
final class AdversarialPair implements AutoCloseable {
    private static final String CRITIC = "critic";
    private static final String GENERATOR = "generator";
    private static final String AVERAGE = "generator.average";

    /** One number; in snapshots of a game with a noise controller alone. */
    private static final String NOISE = "critic.noise";

    private final GameRules rules;
    private final ClassColumns classes;
    private final int latentSize;
    private final Network critic;
    private final Network generator;
    private final Network average;
    private final SlopePenalty slopes;
    private final Pull pull;
    private double noiseMultiplier = 1;

    /** What else moves the generator: a gradient on generated rows that is added to the critic's. */
    @FunctionalInterface
    interface Pull {
        Optional<INDArray> on(INDArray generated);
    }

    /** Owns the networks; generator and average are alike. */
    AdversarialPair(
            GameRules rules, ClassColumns classes, int latentSize, Network critic, Network generator, Network average) {
        this(rules, classes, latentSize, critic, generator, average, generated -> Optional.empty());
    }

    /** The same with a pull on the generator. */
    AdversarialPair(
            GameRules rules,
            ClassColumns classes,
            int latentSize,
            Network critic,
            Network generator,
            Network average,
            Pull pull) {
        this.pull = pull;
        this.rules = rules;
        this.classes = classes;
        this.latentSize = latentSize;
        this.critic = critic;
        this.generator = generator;
        this.average = average;
        this.slopes = new SlopePenalty(rules.penalty(), classes);
    }

    /**
     * What one step gave.
     *
     * @param generatorLoss nothing in a step that trains the critic only
     * @param generated what the generator made before its update, [m,…]; gone with the {@link Scratch#step}
     */
    record Step(double criticLoss, OptionalDouble generatorLoss, INDArray generated) {}

    /**
     * Trains the critic, then in every k-th step the generator through it, and moves the average.
     *
     * @param real m rows
     * @param of the classes of both the reals and the rows to generate
     */
    Step step(INDArray real, int[] of, Noise noise, StepClock clock) {
        INDArray generated = generate(generator, of, noise, true);
        double criticLoss = stepCritic(real, generated, of, noise, clock);
        OptionalDouble generatorLoss = clock.everyStep(rules.criticSteps())
                ? OptionalDouble.of(stepGenerator(real, generated, of, noise, clock))
                : OptionalDouble.empty();
        double halfLife = rules.emaHalfLifeImages().at(clock.imagesSeen());
        average.averageWith(generator, clock.averageDecay(of.length, halfLife));
        return new Step(criticLoss, generatorLoss, generated);
    }

    private double stepCritic(INDArray real, INDArray generated, int[] of, Noise noise, StepClock clock) {
        INDArray batch = packed(noised(Nd4j.concat(0, real, generated), noise, clock));
        int[] half = packs(of);
        float[] targets = noise.targets(half.length, half.length, realTarget(clock), labelFlip(clock));
        Optional<SlopePenalty.Probe> probe = slopes.probe(critic, batch, half, noise.random(), clock);
        int[] both = concat(half, half);
        INDArray rows = probe.map(added -> Nd4j.concat(0, batch, added.ahead(), added.behind()))
                .orElse(batch);
        int[] columns = probe.map(added -> concat(both, added.of())).orElse(both);
        float[] logits = Arrays.copyOf(forward(rows, columns), both.length);
        LossGradient loss = rules.objective().critic(logits, targets);
        float[] gradient =
                probe.map(added -> concat(loss.gradient(), added.gradient())).orElse(loss.gradient());
        critic.backward(classes.scatter(gradient, columns));
        update(critic, clock);
        if (rules.penalty().clip() > 0) {
            critic.clip(rules.penalty().clip());
        }
        rules.noise()
                .controller()
                .ifPresent(controller -> noiseMultiplier =
                        controller.next(noiseMultiplier, Arrays.copyOf(logits, half.length), of.length));
        return loss.loss() + probe.map(SlopePenalty.Probe::loss).orElse(0.0);
    }

    /** Through the critic as updated in this step, on the rows that the critic saw. */
    private double stepGenerator(INDArray real, INDArray generated, int[] of, Noise noise, StepClock clock) {
        float[] realLogits = rules.objective().pairs() ? logits(noised(real.dup('c'), noise, clock), of) : new float[0];
        float[] logits = logits(noised(generated.dup('c'), noise, clock), of);
        LossGradient loss = rules.objective().generator(realLogits, logits);
        INDArray gradient = critic.inputGradient(classes.scatter(loss.gradient(), packs(of)));
        INDArray onRows = gradient.reshape('c', generated.shape());
        generator.backward(pull.on(generated).map(onRows::add).orElse(onRows));
        update(generator, clock);
        return loss.loss();
    }

    private void update(Network network, StepClock clock) {
        network.update(
                rules.learningRate().at(clock.imagesSeen()), rules.beta2().at(clock.imagesSeen()));
    }

    /** The critic's answers to rows, or to packs of them. */
    float[] logits(INDArray rows, int[] of) {
        return forward(packed(rows), packs(of));
    }

    private float[] forward(INDArray packs, int[] of) {
        return classes.pick(critic.forward(packs, true).values(), of);
    }

    /** Rows from the generator as it plays. */
    INDArray generate(int[] of, Noise noise) {
        return generate(generator, of, noise, false);
    }

    /** Rows from the averaged generator. */
    INDArray sample(int[] of, Noise noise) {
        return generate(average, of, noise, false);
    }

    private INDArray generate(Network network, int[] of, Noise noise, boolean training) {
        return network.forward(classes.latents(of, latentSize, noise), training).output();
    }

    private INDArray packed(INDArray rows) {
        if (rules.packing() == 1) {
            return rows;
        }
        long[] shape = rows.shape();
        shape[0] /= rules.packing();
        shape[1] *= rules.packing();
        return rows.reshape('c', shape);
    }

    /** Classes of packs: of a game with more than one row a pack, always none. */
    private int[] packs(int[] of) {
        return rules.packing() == 1 ? of : Arrays.copyOf(of, of.length / rules.packing());
    }

    private INDArray noised(INDArray rows, Noise noise, StepClock clock) {
        double sigma = sigma(clock);
        return sigma == 0 ? rows : rows.addi(noise.gaussian(sigma, rows.shape()));
    }

    /** σ of the noise on the critic's inputs, as it is applied. */
    double sigma(StepClock clock) {
        return noise().sigma(clock.imagesSeen(), noiseMultiplier);
    }

    /** The share of labels flipped, as it is applied. */
    double labelFlip(StepClock clock) {
        return noise().flipRatio(clock.imagesSeen(), noiseMultiplier);
    }

    private double realTarget(StepClock clock) {
        return noise().realTarget().at(clock.imagesSeen());
    }

    private CriticNoise noise() {
        return rules.noise();
    }

    Objective objective() {
        return rules.objective();
    }

    Network average() {
        return average;
    }

    void initialise(SplittableRandom random) {
        critic.initialise(random.split());
        generator.initialise(random.split());
        average.load(generator.parameters());
        noiseMultiplier = 1;
    }

    /** Under {@code prefix} and the names of critic, generator and average. */
    void save(Map<String, float[]> tensors, String prefix) {
        critic.save(tensors, prefix + CRITIC);
        generator.save(tensors, prefix + GENERATOR);
        tensors.put(prefix + AVERAGE, average.parameters());
        if (noise().controller().isPresent()) {
            tensors.put(prefix + NOISE, new float[] {(float) noiseMultiplier});
        }
    }

    void load(GanSnapshot snapshot, String prefix) {
        critic.load(snapshot, prefix + CRITIC);
        generator.load(snapshot, prefix + GENERATOR);
        loadAverage(snapshot, prefix);
        boolean controlled = noise().controller().isPresent() && snapshot.has(prefix + NOISE);
        noiseMultiplier = controlled ? snapshot.tensor(prefix + NOISE)[0] : 1;
    }

    /** What {@link #logits} and {@link #generate} need. */
    void loadPlayers(GanSnapshot snapshot, String prefix) {
        critic.load(snapshot.tensor(prefix + CRITIC));
        loadGenerator(snapshot, prefix);
    }

    void loadGenerator(GanSnapshot snapshot, String prefix) {
        generator.load(snapshot.tensor(prefix + GENERATOR));
    }

    void loadAverage(GanSnapshot snapshot, String prefix) {
        average.load(snapshot.tensor(prefix + AVERAGE));
    }

    /** Whether a snapshot may be without a tensor: a noise controller may join a running game. */
    static boolean grows(String tensor) {
        return tensor.endsWith(NOISE);
    }

    @Override
    public void close() {
        List.of(critic, generator, average).forEach(Network::close);
    }

    private static int[] concat(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    private static float[] concat(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
