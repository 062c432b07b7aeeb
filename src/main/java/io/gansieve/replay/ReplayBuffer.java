package io.gansieve.replay;

import io.gansieve.image.Label;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A buffer of examples, bounded in bytes: a class-balanced reservoir for reals, a reservoir per source for generated images, in
 * each split. Deterministic in its seed and the order of offers. Not safe for several threads.
 *
 * <p>The buffer holds its examples in memory; whoever keeps it durable mirrors the {@link Change}s into a store of slots and
 * hands the slots back to {@link #restore}.
 */
public final class ReplayBuffer {
    /** What a slot holds, or that it is free again (empty). */
    public record Change(String slot, Optional<Example> example) {}

    /** How many offers each stratum saw; kept beside the slots, since reservoir sampling depends on it. */
    public record Counters(Map<String, Long> offered) {}

    public ReplayBuffer(long capacityBytes, long seed) {}

    public void restore(String slot, Example example) {
        throw new UnsupportedOperationException();
    }

    public void restore(Counters counters) {
        throw new UnsupportedOperationException();
    }

    /** Takes or passes over an example; one with a held id takes that one's place. */
    public List<Change> offer(Example example) {
        throw new UnsupportedOperationException();
    }

    /** Removes the example of an id. */
    public List<Change> forget(String id) {
        throw new UnsupportedOperationException();
    }

    public Counters counters() {
        throw new UnsupportedOperationException();
    }

    public long bytes() {
        throw new UnsupportedOperationException();
    }

    public int count(Split split, Label label) {
        throw new UnsupportedOperationException();
    }

    /** All examples of a split and label, in a stable order. */
    public List<Example> examples(Split split, Label label) {
        throw new UnsupportedOperationException();
    }

    /** Draws with replacement: reals balanced over classes, generated images over sources; empty if there are none. */
    public List<Example> draw(Label label, int count, RandomGenerator random) {
        throw new UnsupportedOperationException();
    }
}
