package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.image.Image;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A forger whose failure does not end the round: an optional adversary must not end the detector's training. One whose loss is no
 * number, or that throws, sits out the rest of the round, and the next round finds it as this one did. One that fails at a round's
 * first step has a state that is of no use: it is left out of the snapshot and begins afresh in the next round.
 */
final class GuardedForger implements ForgerModel {
    private static final int MAX_REASON = 200;

    private final ForgerModel model;
    private Optional<GanSnapshot> before = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private boolean useless;
    private long steps;

    /** @param model is closed with this one */
    GuardedForger(ForgerModel model) {
        this.model = model;
    }

    @Override
    public void initialise(SplittableRandom random) {
        model.initialise(random);
        before = Optional.empty();
        join();
    }

    @Override
    public void load(GanSnapshot snapshot) {
        model.load(snapshot);
        before = Optional.of(snapshot);
        join();
    }

    private void join() {
        failure = Optional.empty();
        useless = false;
        steps = 0;
    }

    @Override
    public void begin(List<Image> reals, boolean refit, SplittableRandom random) {
        try {
            model.begin(reals, refit, random);
        } catch (RuntimeException e) {
            // Whatever arithmetic on these reals throws, as of a covariance that has no factor. Errors pass: they are
            // the machine's.
            sitOut(reason(e));
        }
    }

    @Override
    public double step(List<Image> reals, Noise noise) {
        if (failure.isPresent()) {
            return 0;
        }
        try {
            double loss = model.step(reals, noise);
            if (Double.isFinite(loss)) {
                steps++;
                return loss;
            }
            useless = steps == 0;
            sitOut("a loss is not finite");
        } catch (RuntimeException e) {
            // As in begin.
            useless = steps == 0;
            sitOut(reason(e));
        }
        return 0;
    }

    @Override
    public boolean ready() {
        return failure.isEmpty() && model.ready();
    }

    @Override
    public List<float[]> sample(int count, Noise noise) {
        return model.sample(count, noise);
    }

    /** None from one that fails at it. */
    @Override
    public List<float[]> practice(int count, Noise noise) {
        try {
            return model.practice(count, noise);
        } catch (RuntimeException e) {
            // As in begin.
            sitOut(reason(e));
            return List.of();
        }
    }

    /** Why it sits out the rest of the round, on one line; empty while it takes part. */
    @Override
    public Optional<String> failure() {
        return failure;
    }

    /** Writes what the next round goes on from; nothing if that is a fresh start. */
    @Override
    public void save(Map<String, float[]> tensors) {
        Map<String, float[]> own = new TreeMap<>();
        model.save(own);
        if (failure.isEmpty() && !finite(own)) {
            // The last update is what broke it: no loss has seen that yet.
            sitOut("a parameter is not finite");
        }
        if (failure.isEmpty()) {
            tensors.putAll(own);
        } else if (!useless && before.isPresent()) {
            model.load(before.get());
            if (model.ready()) {
                model.save(tensors);
            }
        }
    }

    private static boolean finite(Map<String, float[]> tensors) {
        return new GanSnapshot(0, 0, tensors).finite();
    }

    private void sitOut(String reason) {
        failure = Optional.of(reason);
    }

    private static String reason(RuntimeException e) {
        String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
        String line = reason.lines().findFirst().orElse(reason);
        return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "…" : line;
    }

    @Override
    public void close() {
        model.close();
    }
}
