package io.gansieve.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How many images a generator has, by the birthday paradox (Arora and Zhang, "Do GANs actually learn the distribution?", 2017): if
 * a sample of s images holds two that are the same with probability ½, there are about s² images to draw from. The paper has a
 * person look at the nearest pairs; here two images are the same that are nearer to each other than a given distance, and the nearest
 * pairs are handed over for a person to see.
 *
 * @param samples that were compared
 * @param duplicateSize the smallest size of which at least half of the disjoint samples hold a pair nearer than the distance; empty if
 *     none has it
 * @param nearest pairs of the whole sample, the nearest first, no image in two of them
 */
public record BirthdayTest(int samples, OptionalInt duplicateSize, List<Pair> nearest) {
    /** Sizes that are tried grow by this factor. */
    private static final double STEP = Math.sqrt(2);

    public BirthdayTest {
        nearest = List.copyOf(nearest);
    }

    /** Two images by their places in the sample, and their Euclidean distance. */
    public record Pair(int left, int right, double distance) {}

    /**
     * Takes time in proportion to the square of the sample.
     *
     * @param images as vectors of one length, at least two
     * @param sameBelow distance below which two are the same
     * @param pairs how many are handed over at most
     */
    public static BirthdayTest of(List<float[]> images, double sameBelow, int pairs) {
        if (images.size() < 2) {
            throw new IllegalArgumentException("a pair needs at least 2 images: " + images.size());
        }
        Distances sample = new Distances(images);
        int[] last = new int[images.size()];
        Arrays.fill(last, -1);
        List<Pair> closest = new ArrayList<>();
        for (int right = 1; right < images.size(); right++) {
            float[] distances = new float[right];
            sample.from(images.get(right), distances);
            int best = 0;
            for (int left = 0; left < right; left++) {
                best = distances[left] < distances[best] ? left : best;
                last[right] = distances[left] < sameBelow * sameBelow ? left : last[right];
            }
            closest.add(new Pair(best, right, Math.sqrt(distances[best])));
        }
        return new BirthdayTest(images.size(), smallestSize(last), nearest(closest, pairs));
    }

    /** @param last for each image the nearest place before it that holds the same one, or −1 */
    private static OptionalInt smallestSize(int[] last) {
        int before = 0;
        for (double exact = 2; exact <= last.length; exact *= STEP) {
            int size = (int) Math.round(exact);
            if (size > before && 2 * withDuplicates(last, size) >= last.length / size) {
                return OptionalInt.of(size);
            }
            before = size;
        }
        return OptionalInt.empty();
    }

    /** Of the disjoint runs of so many images, those that hold one twice. */
    private static int withDuplicates(int[] last, int size) {
        int found = 0;
        for (int from = 0; from + size <= last.length; from += size) {
            int first = from;
            found += IntStream.range(from, from + size).anyMatch(i -> last[i] >= first) ? 1 : 0;
        }
        return found;
    }

    private static List<Pair> nearest(List<Pair> closest, int pairs) {
        closest.sort(Comparator.comparingDouble(Pair::distance));
        Set<Integer> taken = new HashSet<>();
        List<Pair> nearest = new ArrayList<>();
        for (Pair pair : closest) {
            if (nearest.size() < pairs && !taken.contains(pair.left()) && !taken.contains(pair.right())) {
                taken.addAll(List.of(pair.left(), pair.right()));
                nearest.add(pair);
            }
        }
        return nearest;
    }
}
