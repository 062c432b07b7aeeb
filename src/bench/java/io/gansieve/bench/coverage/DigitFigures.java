package io.gansieve.bench.coverage;

import io.gansieve.evaluation.BirthdayTest;
import io.gansieve.evaluation.FrechetDistance;
import io.gansieve.evaluation.Manifolds;
import io.gansieve.evaluation.Ndb;
import io.gansieve.image.Image;
import io.gansieve.image.ImageGrid;
import io.gansieve.scoring.Classifier;
import java.util.List;
import java.util.stream.Stream;

/**
 * What images of digits show beside training images. Distances of distributions are on the 128 features of the program's own classifier
 * of digits, so they stand beside no figure on another network's; bins and duplicates are of pixels.
 *
 * @param pairs the nearest pairs of images as a PNG file, one above the other
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record DigitFigures(Ndb bins, double frechet, Manifolds manifolds, BirthdayTest birthday, byte[] pairs) {
    static final List<String> COLUMNS = List.of(
            "ndb_3_sigma",
            "ndb_level_05",
            "js",
            "frechet_classifier",
            "precision",
            "recall",
            "density",
            "coverage",
            "birthday_size");

    private static final int PAIRS = 10;

    static DigitFigures of(DigitReference reference, Classifier classifier, List<Image> images) {
        List<float[]> features = classifier.features(images);
        List<Image> birthday = images.subList(0, DigitReference.BIRTHDAY_IMAGES);
        BirthdayTest duplicates = BirthdayTest.of(DigitReference.pixels(birthday), reference.nearestPair(), PAIRS);
        List<Image> row = Stream.concat(
                        duplicates.nearest().stream().map(pair -> birthday.get(pair.left())),
                        duplicates.nearest().stream().map(pair -> birthday.get(pair.right())))
                .toList();
        return new DigitFigures(
                Ndb.of(reference.binCounts(), reference.bins().counts(images)),
                FrechetDistance.squared(reference.features(), features),
                Manifolds.of(reference.features(), features),
                duplicates,
                ImageGrid.png(row, duplicates.nearest().size(), 3));
    }

    /** One of each of {@link #COLUMNS}; no size where no sample holds a duplicate. */
    List<Double> values() {
        return List.of(
                (double) bins.differentBeyondThreeSigma(),
                (double) bins.different(),
                bins.jensenShannon(),
                frechet,
                manifolds.precision(),
                manifolds.recall(),
                manifolds.density(),
                manifolds.coverage(),
                birthday.duplicateSize().isPresent() ? birthday.duplicateSize().getAsInt() : Double.NaN);
    }
}
