package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelBinsTest {
    private static final int[] LEVELS = {0, 80, 160, 240};

    @ParameterizedTest
    @ValueSource(strings = {"8x8x1", "10x9x3", "100x70x3"})
    void findsClustersThatLieApart(String text) {
        ImageShape shape = ImageShape.parse(text);
        PixelBins bins = PixelBins.fit(images(shape, 25, 25, 25, 25), 4, 1);
        assertThat(bins.counts(images(shape, 4, 3, 2, 1))).containsExactlyInAnyOrder(4, 3, 2, 1);
    }

    @Test
    void comparesByTheBinsOfTheReals() {
        List<Image> reals = images(ImageShape.MNIST, 250, 250, 250, 250);
        PixelBins bins = PixelBins.fit(reals, 4, 1);
        Ndb half = Ndb.of(bins.counts(reals), bins.counts(images(ImageShape.MNIST, 500, 500, 0, 0)));
        assertThat(half.different()).isEqualTo(4);
        assertThat(Ndb.of(bins.counts(reals), bins.counts(images(ImageShape.MNIST, 240, 255, 250, 255)))
                        .different())
                .isZero();
    }

    @Test
    void sameSeedSameBins() {
        List<Image> images = noise(300);
        int[] counts = PixelBins.fit(images, 20, 7).counts(images);
        assertThat(PixelBins.fit(images, 20, 7).counts(images)).containsExactly(counts);
        assertThat(Arrays.stream(counts).sum()).isEqualTo(300);
        assertThat(PixelBins.fit(images, 20, 8).counts(images)).isNotEqualTo(counts);
    }

    @Test
    void takesRealsThatAreAllAlike() {
        List<Image> reals = images(ImageShape.MNIST, 0, 0, 10, 0).stream()
                .map(image -> Image.of(image.shape(), new byte[image.shape().size()]))
                .toList();
        assertThat(PixelBins.fit(reals, 3, 1).counts(reals)).containsExactly(10, 0, 0);
    }

    @Test
    void refusesFewerRealsThanBins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PixelBins.fit(noise(3), 4, 1))
                .withMessage("bins must be between 1 and the number of reals, 3: 4");
    }

    /** So many images near each of four grey levels, in random order. */
    private static List<Image> images(ImageShape shape, int... counts) {
        SplittableRandom random = new SplittableRandom(3);
        List<Image> images = new ArrayList<>();
        for (int level = 0; level < counts.length; level++) {
            for (int i = 0; i < counts[level]; i++) {
                byte[] pixels = new byte[shape.size()];
                for (int j = 0; j < pixels.length; j++) {
                    pixels[j] = (byte) (LEVELS[level] + random.nextInt(16));
                }
                images.add(random.nextInt(images.size() + 1), Image.of(shape, pixels));
            }
        }
        return images;
    }

    private static List<Image> noise(int count) {
        SplittableRandom random = new SplittableRandom(9);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[ImageShape.MNIST.size()];
            random.nextBytes(pixels);
            images.add(Image.of(ImageShape.MNIST, pixels));
        }
        return images;
    }
}
