package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.GreyHistogram;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistogramWhiteningTest {
    private static final ImageShape SHAPE = new ImageShape(16, 16, 3);

    /** Values spread around an image's own level, so that bins are correlated. */
    private static List<Image> images(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> {
                    double level = random.nextDouble(60, 200);
                    byte[] pixels = new byte[SHAPE.size()];
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = (byte) Math.max(0, Math.min(255, level + 50 * random.nextGaussian()));
                    }
                    return Image.of(SHAPE, pixels);
                })
                .limit(count)
                .toList();
    }

    @Test
    void realsHaveMeanNoughtAndAllBinsAlike() {
        HistogramWhitening whitening = HistogramWhitening.fit(images(4_000, 1));
        int bins = GreyHistogram.BINS * 3;
        double[] sums = new double[bins];
        double[] squares = new double[bins];
        for (Image image : images(4_000, 2)) {
            float[] values = whitening.apply(image);
            assertThat(values).hasSize(HistogramWhitening.size(3));
            for (int i = 0; i < bins; i++) {
                double whitened = Math.sinh(values[i]);
                sums[i] += whitened / 4_000;
                squares[i] += whitened * whitened / 4_000;
            }
        }
        for (int i = 0; i < bins; i++) {
            // Other images than those fitted, and the shrinkage of the combination that never varies.
            assertThat(sums[i]).isCloseTo(0, within(0.15));
            assertThat(squares[i]).isBetween(0.0, 1.5);
        }
    }

    @Test
    void theLastValueIsTheDistanceFromTheReals() {
        HistogramWhitening whitening = HistogramWhitening.fit(images(2_000, 1));
        float[] usual = whitening.apply(images(1, 3).get(0));
        float[] black = whitening.apply(Image.of(SHAPE, new byte[SHAPE.size()]));
        assertThat(black[black.length - 1]).isGreaterThan(usual[usual.length - 1] + 2);
        double square = 0;
        for (int i = 0; i < black.length - 1; i++) {
            square += Math.sinh(black[i]) * Math.sinh(black[i]);
        }
        assertThat((double) black[black.length - 1]).isCloseTo(Math.log1p(square), within(1e-3));
    }

    @Test
    void goesThroughASnapshot() {
        HistogramWhitening whitening = HistogramWhitening.fit(images(100, 1));
        HistogramWhitening loaded = HistogramWhitening.load(new GanSnapshot(1, 1, whitening.tensors()));
        Image image = images(1, 4).get(0);
        assertThat(loaded.apply(image)).isEqualTo(whitening.apply(image));
    }

    @Test
    void withoutAFitSharesStayWhatTheyAre() {
        Image image = images(1, 5).get(0);
        double[] shares = GreyHistogram.of(image);
        float[] values = HistogramWhitening.none(shares.length).apply(image);
        for (int i = 0; i < shares.length; i++) {
            assertThat(Math.sinh(values[i])).isCloseTo(shares[i], within(1e-6));
        }
    }
}
