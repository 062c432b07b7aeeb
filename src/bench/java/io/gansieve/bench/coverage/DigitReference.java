package io.gansieve.bench.coverage;

import io.gansieve.evaluation.BirthdayTest;
import io.gansieve.evaluation.PixelBins;
import io.gansieve.image.Image;
import io.gansieve.scoring.Classifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What images of digits are compared with: the training images.
 *
 * @param bins k-means on training images, 100 as in the figures of "On GANs and GMMs"
 * @param binCounts of all training images
 * @param features of as many training images as there are samples
 * @param nearestPair pixels' distance of the two nearest of so many training images: what is nearer counts as the same image
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never compared
record DigitReference(PixelBins bins, int[] binCounts, List<float[]> features, double nearestPair) {
    static final int BIRTHDAY_IMAGES = 5_000;
    private static final int BINS = 100;
    private static final int CLUSTERED = 20_000;
    private static final long SEED = 1;

    /** Takes half a minute. */
    static DigitReference of(List<Image> train, Classifier classifier) {
        List<Image> shuffled = new ArrayList<>(train);
        Collections.shuffle(shuffled, new Random(SEED));
        PixelBins bins = PixelBins.fit(shuffled.subList(0, CLUSTERED), BINS, SEED);
        List<float[]> pixels = pixels(shuffled.subList(0, BIRTHDAY_IMAGES));
        double nearest = BirthdayTest.of(pixels, 0, 1).nearest().get(0).distance();
        List<float[]> features = classifier.features(shuffled.subList(0, MnistSet.SAMPLES));
        return new DigitReference(bins, bins.counts(train), features, nearest);
    }

    /** Grey levels in [0, 1]. */
    static List<float[]> pixels(List<Image> images) {
        return images.stream().map(DigitReference::pixels).toList();
    }

    private static float[] pixels(Image image) {
        float[] values = new float[image.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.at(i) / 255f;
        }
        return values;
    }
}
