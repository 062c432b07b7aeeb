package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistogramMatchingTest {
    private static final ImageShape GREY = new ImageShape(8, 8, 1);
    private static final ImageShape COLOUR = new ImageShape(8, 8, 3);

    @Test
    void givesTheSetExactlyTheReferencesHistogram() {
        List<Image> reference = random(COLOUR, 4, 1, 256);
        // Few levels, so that ties have to be broken, and other levels in every channel.
        List<Image> matched = HistogramMatching.to(reference, 7).apply(random(COLOUR, 4, 2, 5));

        for (int channel = 0; channel < 3; channel++) {
            assertThat(levels(matched, channel)).containsExactly(levels(reference, channel));
        }
    }

    @Test
    void takesQuantilesWhereTheSetsDifferInSize() {
        // A quarter 10, three quarters 90; twice the images hold twice as many of each.
        Image reference = image(i -> i < 16 ? 10 : 90);

        List<Image> matched = HistogramMatching.to(List.of(reference), 7).apply(random(GREY, 2, 3, 256));

        assertThat(levels(matched, 0))
                .containsExactly(
                        IntStream.range(0, 128).map(i -> i < 32 ? 10 : 90).toArray());
    }

    @Test
    void keepsTheOrderOfTheGreyLevels() {
        List<Image> images = random(GREY, 3, 5, 256);
        List<Image> matched = HistogramMatching.to(random(GREY, 5, 6, 40), 7).apply(images);

        for (int i = 0; i < GREY.size(); i++) {
            for (int j = 0; j < GREY.size(); j++) {
                if (images.get(0).at(i) < images.get(2).at(j)) {
                    assertThat(matched.get(0).at(i))
                            .isLessThanOrEqualTo(matched.get(2).at(j));
                }
            }
        }
    }

    @Test
    void leavesTheReferenceItselfAsItIs() {
        List<Image> reference = random(COLOUR, 3, 8, 256);

        assertThat(HistogramMatching.to(reference, 7).apply(reference)).isEqualTo(reference);
    }

    /** A line on black, and a reference with more grey than the line has: what grows is the line, not specks in the dark. */
    @Test
    void breaksTiesByWhatIsAround() {
        Image line = image(i -> i / 8 == 0 ? 200 : 0);
        Image reference = image(i -> i < 48 ? 0 : i < 56 ? 100 : 250);

        Image matched =
                HistogramMatching.to(List.of(reference), 7).apply(List.of(line)).get(0);

        for (int i = 0; i < GREY.size(); i++) {
            assertThat(matched.at(i)).isEqualTo(i < 8 ? 250 : i < 16 ? 100 : 0);
        }
    }

    @Test
    void breaksTheOtherTiesByTheSeed() {
        List<Image> flat = List.of(image(i -> 0));
        List<Image> reference = List.of(image(i -> i));

        List<Image> matched = HistogramMatching.to(reference, 7).apply(flat);

        assertThat(matched).isEqualTo(HistogramMatching.to(reference, 7).apply(flat));
        assertThat(matched).isNotEqualTo(HistogramMatching.to(reference, 8).apply(flat));
        assertThat(levels(matched, 0)).containsExactly(IntStream.range(0, 64).toArray());
    }

    @Test
    void refusesImagesOfAnotherShape() {
        HistogramMatching matching = HistogramMatching.to(random(GREY, 1, 1, 256), 7);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> matching.apply(random(COLOUR, 1, 1, 256)))
                .withMessage("expected images of 8x8x1, found 8x8x3");
    }

    private interface Level {
        int at(int pixel);
    }

    private static Image image(Level level) {
        byte[] pixels = new byte[GREY.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) level.at(i);
        }
        return Image.of(GREY, pixels);
    }

    private static List<Image> random(ImageShape shape, int count, long seed, int levels) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(image -> {
                    byte[] pixels = new byte[shape.size()];
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = (byte) random.nextInt(levels);
                    }
                    return Image.of(shape, pixels);
                })
                .toList();
    }

    /** Of all pixels of a channel, sorted. */
    private static int[] levels(List<Image> images, int channel) {
        return images.stream()
                .flatMapToInt(image -> IntStream.range(0, image.shape().size())
                        .filter(i -> i % image.shape().channels() == channel)
                        .map(image::at))
                .sorted()
                .toArray();
    }
}
