package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Thresholds;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorruptionFiguresTest {
    private static final Thresholds THRESHOLDS = new Thresholds(0.2, 0.8, 0.9, 0.01);

    /** Logits: up to −1.4 is REAL, from 1.4 on `generated`, from 2.2 on GENERATED. */
    @Test
    void comparesWithTheCleanImagesAtTheSameThresholds() {
        Answers cleanReals = answers(-3, -3, -3, 0);
        Answers reals = answers(-3, 0, 2, 3);
        List<Answers> cleanGenerated = List.of(answers(3, 3), answers(3));
        List<Answers> generated = List.of(answers(1, 4), answers(-4));

        CorruptionFigures figures = CorruptionFigures.of("any", cleanReals, cleanGenerated, reals, generated);

        assertThat(figures.falsePositiveRatio()).isEqualTo(2.0 / 4);
        assertThat(figures.falsePositiveRatioIfProcessed()).isEqualTo(1.0 / 4);
        assertThat(figures.generatedRatio()).isEqualTo(1.0 / 4);
        assertThat(figures.fakeAccuracy()).isEqualTo((0.5 + 0) / 2);
        // First source: 1 above two, 4 above four, 6 of 8 pairs; second: none.
        assertThat(figures.auroc()).isEqualTo(0.75 / 2, within(1e-12));
        // Reals 2 (REAL → UNCERTAIN twice) and 1 (UNCERTAIN → GENERATED); generated 3 → 1 and 3 → −4: five of seven.
        assertThat(figures.flipRatio()).isEqualTo(5.0 / 7);
        assertThat(figures.uncertainRatio()).isEqualTo(2.0 / 4);
        assertThat(figures.fakeAsRealRatio()).isEqualTo((0 + 1) / 2.0);
    }

    private static Answers answers(double... logits) {
        return new Answers(Arrays.stream(logits)
                .mapToObj(logit -> {
                    double probability = Calibration.IDENTITY.probability(logit);
                    return new Score(
                            THRESHOLDS.decide(probability), probability, logit, true, THRESHOLDS, 1, 0, "", List.of());
                })
                .toList());
    }
}
