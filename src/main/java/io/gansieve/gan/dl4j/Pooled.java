package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A costly forger: it learns in every n-th step only, and the detector practises on a pool of its samples, of which such a step
 * renews a few. The pool is not kept beyond a round. It shows a sample about as often as the history does a generator.
 */
final class Pooled implements ForgerModel {
    private static final int POOL = 128;

    private final ForgerModel model;
    private final int interval;
    private final int renewed;
    private final List<float[]> pool = new ArrayList<>();
    private long steps;

    /**
     * @param interval steps between two in which it learns
     * @param renewed samples that such a step makes
     */
    Pooled(ForgerModel model, int interval, int renewed) {
        this.model = model;
        this.interval = interval;
        this.renewed = renewed;
    }

    @Override
    public void initialise(SplittableRandom random) {
        model.initialise(random);
        empty();
    }

    @Override
    public void begin(List<Image> reals, boolean refit, SplittableRandom random) {
        model.begin(reals, refit, random);
        empty();
    }

    @Override
    public double step(List<Image> reals, Noise noise) {
        if (steps++ % interval != 0) {
            return 0;
        }
        double loss = model.step(reals, noise);
        pool.addAll(model.sample(pool.isEmpty() ? reals.size() : renewed, noise));
        if (pool.size() > POOL) {
            pool.subList(0, pool.size() - POOL).clear();
        }
        return loss;
    }

    @Override
    public boolean ready() {
        return model.ready();
    }

    @Override
    public List<float[]> sample(int count, Noise noise) {
        return model.sample(count, noise);
    }

    @Override
    public List<float[]> practice(int count, Noise noise) {
        return noise.random().ints(count, 0, pool.size()).mapToObj(pool::get).toList();
    }

    @Override
    public void save(Map<String, float[]> tensors) {
        model.save(tensors);
    }

    @Override
    public void load(GanSnapshot snapshot) {
        model.load(snapshot);
        empty();
    }

    @Override
    public void close() {
        model.close();
    }

    private void empty() {
        pool.clear();
        steps = 0;
    }
}
