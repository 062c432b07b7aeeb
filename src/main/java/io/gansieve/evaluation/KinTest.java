package io.gansieve.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether images are of a kind that is known: a classifier two-sample test (Lopez-Paz and Oquab, "Revisiting classifier two-sample
 * tests", 2017), image by image. A {@link LinearDiscriminant} learns in five folds to tell the group from those of the known kind
 * that show the like; each image's held-out score is then a conformal p-value (Vovk, Gammerman and Shafer, 2005) among the held-out
 * scores of the known kind. Comparing like with like matters: a group of ones only differs from digits at large, but not from ones.
 * Deterministic.
 */
public final class KinTest {
    private static final int FOLDS = 5;

    /** Of the known kind for each image of a small group: enough of them are compared to tell a p-value of 1/20. */
    private static final int ENOUGH = 300;

    private static final int LEAST_NEIGHBOURS = 2;
    private static final int MOST_NEIGHBOURS = 10;

    private KinTest() {}

    /** The indices of those {@code known} that are nearest to any of the group, in ascending order; by content. */
    public static int[] alike(List<ImageTraits> group, List<ImageTraits> known) {
        int neighbours =
                Math.max(LEAST_NEIGHBOURS, Math.min(MOST_NEIGHBOURS, (ENOUGH + group.size() - 1) / group.size()));
        BitSet chosen = new BitSet(known.size());
        for (ImageTraits image : group) {
            double[] distances = known.stream()
                    .mapToDouble(other -> squaredDistance(image.content(), other.content()))
                    .toArray();
            IntStream.range(0, distances.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(index -> distances[index]))
                    .limit(neighbours)
                    .forEach(chosen::set);
        }
        return chosen.stream().toArray();
    }

    /**
     * A p-value for each of the group: near 0 for an image that is not of the known kind. For a group that is of the kind, at most a
     * share p of them lies at or below p, in expectation.
     *
     * @param group of at least 10, as is {@code known}
     */
    public static double[] pValues(List<ImageTraits> group, List<ImageTraits> known) {
        double[] ours = new double[group.size()];
        double[] theirs = new double[known.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            LinearDiscriminant discriminant = LinearDiscriminant.fit(without(fold, group), without(fold, known));
            score(discriminant, fold, group, ours);
            score(discriminant, fold, known, theirs);
        }
        Arrays.sort(theirs);
        double[] values = new double[ours.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (double) (atLeast(theirs, ours[i]) + 1) / (theirs.length + 1);
        }
        return values;
    }

    private static List<double[]> without(int fold, List<ImageTraits> images) {
        List<double[]> rest = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (i % FOLDS != fold) {
                rest.add(images.get(i).texture());
            }
        }
        return rest;
    }

    private static void score(LinearDiscriminant discriminant, int fold, List<ImageTraits> images, double[] scores) {
        for (int i = fold; i < scores.length; i += FOLDS) {
            scores[i] = discriminant.score(images.get(i).texture());
        }
    }

    /** How many of the sorted values are at least so large. */
    private static int atLeast(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return sorted.length - low;
    }

    private static double squaredDistance(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = one[i] - other[i];
            sum += difference * difference;
        }
        return sum;
    }
}
