package io.gansieve.evaluation;

import io.gansieve.image.GreyHistogram;
import io.gansieve.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * What a detector has to beat: a score without a network that never saw a generated image. An image's score is the
 * {@link Mahalanobis} distance of its {@link GreyHistogram} from those of reference reals. Safe for any thread.
 */
public final class HistogramBaseline {
    private final Mahalanobis reference;
    private final double[] reals;

    private HistogramBaseline(List<Image> reference, List<Image> reals) {
        this.reference =
                Mahalanobis.fit(reference.stream().map(GreyHistogram::of).toList());
        this.reals = distances(reals);
    }

    /**
     * @param reference at least two; none of them should be among {@code reals}
     * @param reals against which generated images are ranked
     */
    public static HistogramBaseline of(List<Image> reference, List<Image> reals) {
        return new HistogramBaseline(reference, reals);
    }

    /**
     * Fits on the first, third, fifth of the reals and ranks against the others: halves of a sorted collection would differ.
     *
     * @param reals at least three
     */
    public static HistogramBaseline splitting(List<Image> reals) {
        List<Image> fitted = new ArrayList<>();
        List<Image> ranked = new ArrayList<>();
        for (int i = 0; i < reals.size(); i++) {
            (i % 2 == 0 ? fitted : ranked).add(reals.get(i));
        }
        return of(fitted, ranked);
    }

    public Scores scores(List<Image> generated) {
        return new Scores(reals, distances(generated));
    }

    private double[] distances(List<Image> images) {
        return images.stream()
                .map(GreyHistogram::of)
                .mapToDouble(reference::distance)
                .toArray();
    }
}
