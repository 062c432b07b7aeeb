package io.gansieve.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * Squared Euclidean distances from any vector to all of a sample. The sample lies value by value, so that the inner loop runs over
 * its vectors and on whole registers. Safe for any thread.
 */
final class Distances {
    private final int count;

    /** Values of all vectors side by side: the first of each, then the second of each. */
    private final float[] values;

    /** @param sample at least one vector, all of one length */
    Distances(List<float[]> sample) {
        count = sample.size();
        int length = sample.get(0).length;
        values = new float[Math.multiplyExact(count, length)];
        for (int row = 0; row < count; row++) {
            if (sample.get(row).length != length) {
                throw new IllegalArgumentException(
                        "expected vectors of %d values, found %d".formatted(length, sample.get(row).length));
            }
            for (int i = 0; i < length; i++) {
                values[i * count + row] = sample.get(row)[i];
            }
        }
    }

    /** Writes the squared distances to the first {@code distances.length} vectors of the sample. */
    void from(float[] vector, float[] distances) {
        Arrays.fill(distances, 0);
        for (int i = 0; i < vector.length; i++) {
            float value = vector[i];
            int row = i * count;
            for (int other = 0; other < distances.length; other++) {
                float difference = values[row + other] - value;
                distances[other] += difference * difference;
            }
        }
    }

    /** For each vector of the sample, the squared distances to the k nearest of the others, the nearest first. */
    float[][] nearest(List<float[]> sample, int k) {
        float[][] nearest = new float[count][];
        float[] distances = new float[count];
        for (int row = 0; row < count; row++) {
            from(sample.get(row), distances);
            distances[row] = Float.POSITIVE_INFINITY;
            nearest[row] = least(distances, k);
        }
        return nearest;
    }

    private static float[] least(float[] distances, int k) {
        float[] least = new float[k];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        for (float distance : distances) {
            if (distance < least[k - 1]) {
                int at = k - 1;
                while (at > 0 && least[at - 1] > distance) {
                    least[at] = least[at - 1];
                    at--;
                }
                least[at] = distance;
            }
        }
        return least;
    }
}
