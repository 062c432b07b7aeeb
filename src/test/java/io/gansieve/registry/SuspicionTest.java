package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Label;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Thresholds;
import org.junit.jupiter.api.Test;

class SuspicionTest {
    private static final Thresholds THRESHOLDS = new Thresholds(0.2, 0.8, 0.9, 0.01);

    @Test
    void aLabelContradictsOnlyWhatIsSaidWithConfidence() {
        assertThat(contradicts(Label.REAL, 3)).isTrue();
        assertThat(contradicts(Label.GENERATED, -3)).isTrue();
        assertThat(contradicts(Label.REAL, -3)).isFalse();
        assertThat(contradicts(Label.GENERATED, 3)).isFalse();
        assertThat(contradicts(Label.REAL, 1)).isFalse();
        assertThat(contradicts(Label.GENERATED, -1)).isFalse();
    }

    @Test
    void aLogitThatIsNoNumberContradictsNothing() {
        for (Label label : Label.values()) {
            assertThat(contradicts(label, Double.NaN)).isFalse();
            assertThat(contradicts(label, Double.POSITIVE_INFINITY)).isFalse();
        }
    }

    private static boolean contradicts(Label label, double logit) {
        return Suspicion.contradicts(label, logit, Calibration.IDENTITY, THRESHOLDS);
    }
}
