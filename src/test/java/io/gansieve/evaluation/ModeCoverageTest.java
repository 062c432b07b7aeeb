package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.evaluation.ModeCoverage.Answer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModeCoverageTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void countsClassesSharesAndDivergence() {
        ModeCoverage coverage = ModeCoverage.of(new int[] {75, 25, 0}, List.of(0.5, 0.25, 0.25));
        assertThat(coverage.samples()).isEqualTo(100);
        assertThat(coverage.classes()).isEqualTo(3);
        assertThat(coverage.modesCovered()).isEqualTo(2);
        assertThat(coverage.ratio()).isEqualTo(2.0 / 3);
        assertThat(coverage.shares()).containsExactly(0.75, 0.25, 0.0);
        // ¾·ln(¾ / ½) + ¼·ln(¼ / ¼)
        assertThat(coverage.reverseKl()).isEqualTo(0.75 * Math.log(1.5), within(ROUNDING));
        assertThat(coverage.reverseKlFloor()).isEqualTo(2 / 200.0, within(ROUNDING));
        assertThat(coverage.confidentRatio()).isEqualTo(1);
        assertThat(coverage.leastConfidentShare()).isZero();
    }

    @Test
    void aSampleThatNoClassFitsCoversNothing() {
        List<Answer> answers = List.of(
                Answer.of(new float[] {0.97f, 0.03f}),
                Answer.of(new float[] {0.95f, 0.05f}),
                Answer.of(new float[] {0.4f, 0.6f}),
                Answer.of(new float[] {0.9f, 0.1f}));
        ModeCoverage coverage = ModeCoverage.of(answers, 0.95f, ModeCoverage.distribution(new int[2]));
        assertThat(coverage.modesCovered()).isEqualTo(1);
        assertThat(coverage.confidentRatio()).isEqualTo(0.5);
        assertThat(coverage.confidentShares()).containsExactly(0.5, 0.0);
        assertThat(coverage.leastConfidentShare()).isZero();
        assertThat(coverage.shares()).containsExactly(0.75, 0.25);
        assertThat(coverage.reverseKl()).isEqualTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), within(ROUNDING));
    }

    @Test
    void equalDistributionsHaveNoDivergence() {
        assertThat(ModeCoverage.of(new int[] {10, 10, 10, 10}, ModeCoverage.distribution(new int[4]))
                        .reverseKl())
                .isEqualTo(0, within(ROUNDING));
    }

    @Test
    void aPerfectSamplerShowsTheFloorOnAverage() {
        SplittableRandom random = new SplittableRandom(5);
        double sum = 0;
        int repeats = 2000;
        for (int repeat = 0; repeat < repeats; repeat++) {
            int[] counts = new int[10];
            for (int i = 0; i < 500; i++) {
                counts[random.nextInt(10)]++;
            }
            sum += ModeCoverage.of(counts, ModeCoverage.distribution(new int[10]))
                    .reverseKl();
        }
        // One draw scatters by √(2·9)/(2·500) = .0042, so the mean of 2,000 by less than .0001; higher orders add 1 %.
        assertThat(sum / repeats).isEqualTo(9 / 1000.0, within(4e-4));
    }

    @Test
    void aClassThatNobodyHasSeenIsRareNotImpossible() {
        assertThat(ModeCoverage.distribution(new int[] {3, 0})).containsExactly(3.5 / 4, 0.5 / 4);
        assertThat(ModeCoverage.of(new int[] {0, 5}, ModeCoverage.distribution(new int[] {3, 0}))
                        .reverseKl())
                .isEqualTo(Math.log(8), within(ROUNDING));
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModeCoverage.of(new int[] {0, 0}, ModeCoverage.distribution(new int[2])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModeCoverage.of(new int[] {1, 2, 3}, ModeCoverage.distribution(new int[2])));
        assertThatIllegalArgumentException().isThrownBy(() -> ModeCoverage.of(new int[] {1, 2}, List.of(1.0, 0.0)));
    }
}
