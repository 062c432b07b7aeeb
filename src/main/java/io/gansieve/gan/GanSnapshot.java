package io.gansieve.gan;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything training goes on from, as numbers: parameters and updater states of critic, detector and generator, the averaged
 * generator, snapshots of past generators. Immutable; safe for any thread.
 *
 * @param imagesSeen real images that the networks were trained on so far; the clock of all schedules
 * @param iterations steps of the game taken so far
 * @param tensors flat float arrays by name, as {@code generator}, {@code generator.updater}, {@code history.3}
 */
public record GanSnapshot(long imagesSeen, long iterations, SortedMap<String, float[]> tensors) {
    public GanSnapshot {
        if (imagesSeen < 0 || iterations < 0) {
            throw new IllegalArgumentException(
                    "imagesSeen and iterations must not be negative: %d, %d".formatted(imagesSeen, iterations));
        }
        tensors = copy(tensors);
    }

    public GanSnapshot(long imagesSeen, long iterations, Map<String, float[]> tensors) {
        this(imagesSeen, iterations, new TreeMap<>(tensors));
    }

    /** A copy of all tensors. */
    @Override
    public SortedMap<String, float[]> tensors() {
        return copy(tensors);
    }

    public boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    /** A copy of one tensor, which must exist. */
    public float[] tensor(String name) {
        float[] values = tensors.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "no tensor %s in the snapshot, found %s".formatted(name, tensors.keySet()));
        }
        return values.clone();
    }

    /** Whether every number is one. */
    public boolean finite() {
        for (float[] values : tensors.values()) {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GanSnapshot that
                && imagesSeen == that.imagesSeen
                && iterations == that.iterations
                && tensors.keySet().equals(that.tensors.keySet())
                && tensors.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), that.tensors.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(imagesSeen) * 31 + tensors.keySet().hashCode();
    }

    private static SortedMap<String, float[]> copy(SortedMap<String, float[]> tensors) {
        TreeMap<String, float[]> copy = new TreeMap<>();
        tensors.forEach((name, values) -> copy.put(name, values.clone()));
        return Collections.unmodifiableSortedMap(copy);
    }
}
