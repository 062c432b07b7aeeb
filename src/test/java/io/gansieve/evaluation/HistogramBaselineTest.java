package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramBaselineTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);

    @Test
    void ranksByTheDistanceOfTheHistogram() {
        HistogramBaseline baseline = HistogramBaseline.of(
                List.of(white(10), white(12), white(14), white(16)), List.of(white(13), white(9), white(20)));

        Scores scores = baseline.scores(List.of(white(13), white(40)));

        assertThat(scores.real()[0]).isZero();
        assertThat(scores.real()[2]).isGreaterThan(scores.real()[1]);
        assertThat(scores.generated()[0]).isZero();
        // 13 ties with the nearest real, 40 is beyond all: (0.5 + 3) of 6 pairs.
        assertThat(Auroc.auroc(scores)).isEqualTo(3.5 / 6);
    }

    @Test
    void fitsOnEveryOtherRealAndRanksAgainstTheRest() {
        List<Image> reals = List.of(white(10), white(30), white(12), white(31), white(14));

        Scores splitting = HistogramBaseline.splitting(reals).scores(List.of(white(0)));

        assertThat(splitting)
                .isEqualTo(HistogramBaseline.of(List.of(white(10), white(12), white(14)), List.of(white(30), white(31)))
                        .scores(List.of(white(0))));
    }

    @Test
    void refusesTooFewReals() {
        assertThatIllegalArgumentException().isThrownBy(() -> HistogramBaseline.splitting(List.of(white(1), white(2))));
    }

    private static Image white(int pixels) {
        byte[] levels = new byte[SHAPE.size()];
        for (int i = 0; i < pixels; i++) {
            levels[i] = (byte) 255;
        }
        return Image.of(SHAPE, levels);
    }
}
