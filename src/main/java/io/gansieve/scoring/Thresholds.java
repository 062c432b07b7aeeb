package io.gansieve.scoring;

import java.util.Arrays;
import java.util.List;

/**
 * Where a probability becomes an answer: {@code REAL} up to {@code real}, {@code GENERATED} from {@code generatedIfProcessed} on.
 * 0 ≤ real ≤ generated ≤ generatedIfProcessed ≤ 1; since probabilities lie strictly between 0 and 1, a bound of 0 or 1 means never.
 *
 * @param generated from here on at most {@code targetFalsePositiveRate} of clean reals lie
 * @param generatedIfProcessed ≥ {@code generated}: the same for reals after any one kind of JPEG, WebP, blur, resizing or shift, and at most
 *     twice as many after an edit of a few grey levels
 */
public record Thresholds(double real, double generated, double generatedIfProcessed, double targetFalsePositiveRate) {
    private static final double EVEN = 0.5;

    /** Of the target: an edit that nobody sees may bring so many reals more into error, or too few forgeries would be found. */
    private static final double WHISPERED_ALARMS = 2;

    /** Of the target: somebody who edits a forgery unseen may win that much, or too many reals would be in doubt. */
    private static final double WHISPERED_MISSES = 3;

    public Thresholds {
        if (!(0 <= real && real <= generated && generated <= generatedIfProcessed && generatedIfProcessed <= 1)) {
            throw new IllegalArgumentException(
                    "thresholds must rise from 0 to 1 as real, generated, generatedIfProcessed: %s, %s, %s"
                            .formatted(real, generated, generatedIfProcessed));
        }
        if (!(targetFalsePositiveRate > 0 && targetFalsePositiveRate < 1)) {
            throw new IllegalArgumentException(
                    "targetFalsePositiveRate must be between 0 and 1, both excluded: " + targetFalsePositiveRate);
        }
    }

    /** Never anything but {@code UNCERTAIN}. */
    public static Thresholds undecided(double targetFalsePositiveRate) {
        return new Thresholds(0, 1, 1, targetFalsePositiveRate);
    }

    /** For a model with too few calibration images: a wide uncertain zone. */
    public static Thresholds wide(double targetFalsePositiveRate) {
        return new Thresholds(0.01, 0.99, 0.999, targetFalsePositiveRate);
    }

    /**
     * Thresholds from calibrated probabilities of images that no network was trained on. Quantiles are those of split conformal
     * prediction, the ⌈(n+1)(1−α)⌉-th smallest (Vovk, Gammerman and Shafer, 2005): a new image of the same kind passes them with
     * probability α at most, however few they come from. Where n is too small for the quantile to exist ((n+1)·α < 1), the bound
     * lies beyond the largest value, as if new values above it, expected once in n+1 images, were spread evenly up to 1.
     *
     * <p>{@code generated} is never below ½, however well the reals keep off: nobody calls an image generated that is rather real.
     *
     * @param reals of no kind of processing more than the target share, and of no kind of unseen edit more than twice as many, may reach
     *     {@code generatedIfProcessed}
     * @param generated at most the target share of them is called real, and of each kind of unseen edit at most three times as many
     */
    public static Thresholds fit(CalibrationScores reals, CalibrationScores generated, double targetFalsePositiveRate) {
        double clean = Math.max(EVEN, above(reals.clean(), targetFalsePositiveRate));
        double edited = Math.max(
                highestAbove(reals.processed(), targetFalsePositiveRate),
                highestAbove(reals.whispered(), WHISPERED_ALARMS * targetFalsePositiveRate));
        double missed = generated.whispered().stream()
                .mapToDouble(set -> below(set, WHISPERED_MISSES * targetFalsePositiveRate))
                .reduce(below(generated.clean(), targetFalsePositiveRate), Math::min);
        return new Thresholds(Math.min(missed, clean), clean, Math.max(clean, edited), targetFalsePositiveRate);
    }

    /**
     * For the highest of several images, none of which was calibrated for that: what lies above a bound is taken to be spread
     * evenly up to 1, so that the n-th part of it is left above the new one (Bonferroni).
     */
    public Thresholds forHighestOf(int images) {
        return new Thresholds(
                real, 1 - (1 - generated) / images, 1 - (1 - generatedIfProcessed) / images, targetFalsePositiveRate);
    }

    public Score.Decision decide(double probabilityGenerated) {
        if (probabilityGenerated >= generatedIfProcessed) {
            return Score.Decision.GENERATED;
        }
        return probabilityGenerated <= real ? Score.Decision.REAL : Score.Decision.UNCERTAIN;
    }

    /** The highest of the sets' own bounds; 0 if there are no sets. */
    static double highestAbove(List<double[]> sets, double alpha) {
        return sets.stream().mapToDouble(set -> above(set, alpha)).max().orElse(0);
    }

    /** The smallest bound that at most a share α of values like these reach; 1 if there are none. */
    static double above(double[] values, double alpha) {
        if (values.length == 0) {
            return 1;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        // Rounded down by a hair: (n+1)(1−α) that is whole must not become the next integer by its last bit.
        long rank = (long) Math.ceil((sorted.length + 1) * (1 - alpha) - 1e-9);
        double largest = sorted[sorted.length - 1];
        return rank <= sorted.length
                ? Math.nextUp(sorted[(int) rank - 1])
                : Math.max(Math.nextUp(largest), 1 - (1 - largest) * (sorted.length + 1) * alpha);
    }

    /** The mirror image of {@link #above}: the largest bound that at most a share α of values like these reach; 0 if there are none. */
    private static double below(double[] values, double alpha) {
        if (values.length == 0) {
            return 0;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.floor((sorted.length + 1) * alpha + 1e-9);
        return rank >= 1
                ? Math.nextDown(sorted[rank - 1])
                : Math.min(Math.nextDown(sorted[0]), sorted[0] * (sorted.length + 1) * alpha);
    }
}
