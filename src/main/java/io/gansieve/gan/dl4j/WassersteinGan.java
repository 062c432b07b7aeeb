package io.gansieve.gan.dl4j;

import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.GameRules;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.Objective;
import io.gansieve.gan.Penalty;
import io.gansieve.gan.Schedule;
import io.gansieve.image.Image;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A second game beside the detector's, of dense networks: a Wasserstein GAN whose critic is bounded by clipped weights (Arjovsky et
 * al. 2017) or by a gradient penalty (Gulrajani et al. 2017). A step trains the critic, every third the generator; the papers'
 * five would leave the generator too far behind at a forger's share of the time. What forges is the generator's moving average.
 */
final class WassersteinGan implements ForgerModel {
    static final int LATENTS = 32;

    private static final int CRITIC_STEPS = 3;
    private static final double RATE = 5e-4;
    private static final double BETA_2 = 0.9;
    private static final double HALF_LIFE_IMAGES = 2_000;

    private final String name;
    private final Pixels pixels;
    private final AdversarialPair pair;
    private final int batchSize;
    private final int size;
    private boolean ready;

    /** Critic's steps so far: this game's own clock. */
    private long steps;

    /** @param name what the names of its tensors begin with */
    WassersteinGan(String name, Penalty penalty, int batchSize, Pixels pixels, Architecture architecture, int width) {
        this.name = name;
        this.pixels = pixels;
        this.batchSize = batchSize;
        this.size = architecture.shape().size();
        GameRules rules = new GameRules(
                new Objective.Wasserstein(),
                penalty,
                CriticNoise.NONE,
                batchSize,
                CRITIC_STEPS,
                1,
                new Schedule.Constant(RATE),
                new Schedule.Constant(BETA_2),
                new Schedule.Constant(HALF_LIFE_IMAGES));
        pair = new AdversarialPair(
                rules,
                new ClassColumns(0),
                LATENTS,
                architecture.perceptron(size, width, 1),
                architecture.denseGenerator(LATENTS, width),
                architecture.denseGenerator(LATENTS, width));
    }

    @Override
    public void initialise(SplittableRandom random) {
        pair.initialise(random.split());
        ready = true;
        steps = 0;
    }

    @Override
    public void begin(List<Image> reals, boolean refit, SplittableRandom random) {
        if (!ready) {
            initialise(random);
        }
    }

    @Override
    public double step(List<Image> reals, Noise noise) {
        StepClock clock = new StepClock(steps * batchSize, steps++);
        AdversarialPair.Step step = pair.step(
                pixels.scaled(reals).reshape('c', reals.size(), size), ClassColumns.none(reals.size()), noise, clock);
        return step.criticLoss() + step.generatorLoss().orElse(0);
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public List<float[]> sample(int count, Noise noise) {
        return Pixels.rows(pair.sample(ClassColumns.none(count), noise), count);
    }

    @Override
    public void save(Map<String, float[]> tensors) {
        pair.save(tensors, name);
        tensors.put(name + "steps", new float[] {steps});
    }

    @Override
    public void load(GanSnapshot snapshot) {
        ready = snapshot.has(name + "steps");
        if (ready) {
            pair.load(snapshot, name);
            steps = (long) snapshot.tensor(name + "steps")[0];
        }
    }

    @Override
    public void close() {
        pair.close();
    }
}
