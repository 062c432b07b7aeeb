package io.gansieve.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a generator's samples spread over the classes of its data, as a classifier sees them (Che et al., "Mode regularized generative
 * adversarial networks", 2017; Lin et al., "PacGAN", 2018). Every sample counts for its most probable class; a sample whose
 * classifier is unsure counts there as well, but covers nothing.
 *
 * @param samples that were classified, N
 * @param classes of the data, K
 * @param modesCovered classes with at least one confident sample
 * @param confidentRatio share of samples that the classifier is confident of
 * @param leastConfidentShare of all samples, of the class that has the fewest confident ones
 * @param confidentShares confident samples of each class, as shares of all samples
 * @param shares samples of each class, confident or not; their sum is 1
 * @param reverseKl KL(model‖data) = Σ pᵢ·ln(pᵢ/qᵢ) over {@code shares} p and the data's classes q, in nats
 * @param reverseKlFloor what a perfect sampler shows on average with so few samples: (K − 1)/2N nats, the first-order bias of an
 *     entropy from counts (Miller, "Note on the bias of information estimates", 1955)
 */
public record ModeCoverage(
        int samples,
        int classes,
        int modesCovered,
        double confidentRatio,
        double leastConfidentShare,
        List<Double> confidentShares,
        List<Double> shares,
        double reverseKl,
        double reverseKlFloor) {
    public ModeCoverage {
        confidentShares = List.copyOf(confidentShares);
        shares = List.copyOf(shares);
    }

    /** A classifier's answer for one sample. */
    public record Answer(int mostProbableClass, double probability) {
        /** @param probabilities one a class; of equal ones the first counts */
        public static Answer of(float[] probabilities) {
            int best = 0;
            for (int i = 1; i < probabilities.length; i++) {
                best = probabilities[i] > probabilities[best] ? i : best;
            }
            return new Answer(best, probabilities[best]);
        }
    }

    /**
     * From a classifier's answers.
     *
     * @param confidence least probability of a confident answer
     * @param data share of each class in the data, all above 0, as {@link #distribution} gives them
     */
    public static ModeCoverage of(List<Answer> answers, double confidence, List<Double> data) {
        int[] counts = new int[data.size()];
        int[] confident = new int[data.size()];
        for (Answer answer : answers) {
            counts[answer.mostProbableClass()]++;
            confident[answer.mostProbableClass()] += answer.probability() >= confidence ? 1 : 0;
        }
        return of(counts, confident, data);
    }

    /** From the number of samples of each class, all of them confident. */
    public static ModeCoverage of(int[] counts, List<Double> data) {
        return of(counts, counts, data);
    }

    private static ModeCoverage of(int[] counts, int[] confident, List<Double> data) {
        int samples = Arrays.stream(counts).sum();
        if (samples == 0 || counts.length != data.size() || counts.length < 2) {
            throw new IllegalArgumentException("expected samples of the data's %d classes, at least 2, found %s"
                    .formatted(data.size(), Arrays.toString(counts)));
        }
        if (data.stream().anyMatch(share -> !(share > 0))) {
            throw new IllegalArgumentException("every class must have a share above 0 of the data: " + data);
        }
        List<Double> shares = shares(counts, samples);
        List<Double> confidentShares = shares(confident, samples);
        return new ModeCoverage(
                samples,
                counts.length,
                (int) Arrays.stream(confident).filter(count -> count > 0).count(),
                (double) Arrays.stream(confident).sum() / samples,
                confidentShares.stream().mapToDouble(share -> share).min().orElseThrow(),
                confidentShares,
                shares,
                divergence(shares, data),
                (counts.length - 1) / (2.0 * samples));
    }

    /** Covered classes over all classes. */
    public double ratio() {
        return (double) modesCovered / classes;
    }

    /**
     * The classes' shares of the data by its counts, with half an image added to each class (Jeffreys' prior), so that a class
     * nobody has seen is rare instead of impossible.
     */
    public static List<Double> distribution(int[] counts) {
        double total = Arrays.stream(counts).sum() + counts.length / 2.0;
        return Arrays.stream(counts).mapToObj(count -> (count + 0.5) / total).toList();
    }

    private static List<Double> shares(int[] counts, int samples) {
        return Arrays.stream(counts).mapToObj(count -> (double) count / samples).toList();
    }

    private static double divergence(List<Double> model, List<Double> data) {
        return IntStream.range(0, model.size())
                .filter(i -> model.get(i) > 0)
                .mapToDouble(i -> model.get(i) * Math.log(model.get(i) / data.get(i)))
                .sum();
    }
}
