package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OcclusionTest {
    private final List<Image> asked = new ArrayList<>();

    @Test
    void aPartThatRaisesTheLogitIsPositiveAndAllElseZero() {
        byte[] pixels = new byte[28 * 28];
        pixels[6 * 28 + 8] = 100;

        Occlusion found = occlusion(Image.of(ImageShape.MNIST, pixels)).orElseThrow();

        assertThat(found.rows()).isEqualTo(14);
        assertThat(found.columns()).isEqualTo(14);
        // Row 3, column 4 of cells of 2 pixels: every cover over it takes the bright pixel away.
        assertThat(found.effects().get(3 * 14 + 4)).isEqualTo(100, within(1e-9));
        // Its neighbour shares two of four covers with it.
        assertThat(found.effects().get(3 * 14 + 5)).isEqualTo(50, within(1e-9));
        assertThat(found.effects().get(10 * 14 + 10)).isZero();
        assertThat(asked).hasSize(13 * 13);
    }

    @Test
    void aCoverHasTheMedianOfTheImageSoThatAFlatImageIsUnmoved() {
        byte[] pixels = new byte[28 * 28];
        Arrays.fill(pixels, (byte) 77);

        assertThat(occlusion(Image.of(ImageShape.MNIST, pixels)).orElseThrow().effects())
                .containsOnly(0.0);
    }

    @Test
    void largeAndOddShapesCostNoMore() {
        for (ImageShape shape : List.of(
                new ImageShape(8, 1024, 1),
                new ImageShape(9, 8, 3),
                new ImageShape(300, 200, 3),
                new ImageShape(61, 33, 1))) {
            asked.clear();
            Occlusion found = occlusion(Image.of(shape, new byte[shape.size()])).orElseThrow();
            assertThat(asked).as(shape.toString()).hasSizeBetween(1, 169);
            assertThat(found.effects()).hasSize(found.rows() * found.columns()).allMatch(Double::isFinite);
        }
    }

    @Test
    void aModelThatIsReplacedMeanwhileGivesNothing() {
        Image image = Image.of(ImageShape.MNIST, new byte[28 * 28]);

        assertThat(Occlusion.of(image, score(image, 1), images -> scores(images, 2)))
                .isEmpty();
    }

    private Optional<Occlusion> occlusion(Image image) {
        return Occlusion.of(image, score(image, 1), images -> {
            asked.addAll(images);
            return scores(images, 1);
        });
    }

    /** The logit is the sum of the values. */
    private static List<Score> scores(List<Image> images, long epoch) {
        return images.stream().map(image -> score(image, epoch)).toList();
    }

    private static Score score(Image image, long epoch) {
        double sum = 0;
        for (int i = 0; i < image.shape().size(); i++) {
            sum += image.at(i);
        }
        return new Score(
                Score.Decision.UNCERTAIN, 0.5, sum, true, Thresholds.undecided(0.01), 1, epoch, "sha", List.of());
    }
}
