package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RocTest {
    @Test
    void goesThroughEveryThreshold() {
        Scores scores = new Scores(new double[] {1, 2}, new double[] {2, 3});

        assertThat(Roc.curve(scores, 1000))
                .containsExactly(
                        new Roc.Point(0, 0), new Roc.Point(0, 0.5), new Roc.Point(0.5, 1), new Roc.Point(1, 1));
    }

    @Test
    void theAreaUnderItIsTheAuroc() {
        SplittableRandom random = new SplittableRandom(1);
        double[] real = random.doubles(5000).toArray();
        double[] generated = random.doubles(3000).map(Math::sqrt).toArray();
        Scores scores = new Scores(real, generated);

        List<Roc.Point> curve = Roc.curve(scores, 200);

        double area = 0;
        for (int i = 1; i < curve.size(); i++) {
            area += (curve.get(i).falsePositiveRate() - curve.get(i - 1).falsePositiveRate())
                    * (curve.get(i).truePositiveRate() + curve.get(i - 1).truePositiveRate())
                    / 2;
        }
        // Cut bends of a hundredth each cost no more than their squares.
        assertThat(area).isEqualTo(Auroc.auroc(scores), within(0.001));
        assertThat(curve).hasSizeLessThan(210);
    }
}
