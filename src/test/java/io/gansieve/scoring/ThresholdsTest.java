package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
    private static final double TARGET = 0.01;

    @Test
    void answersByTheStricterThresholdAndIsUncertainBetween() {
        Thresholds thresholds = new Thresholds(0.2, 0.8, 0.95, TARGET);
        assertThat(thresholds.decide(0.2)).isEqualTo(Score.Decision.REAL);
        assertThat(thresholds.decide(0.21)).isEqualTo(Score.Decision.UNCERTAIN);
        assertThat(thresholds.decide(0.9)).isEqualTo(Score.Decision.UNCERTAIN);
        assertThat(thresholds.decide(0.95)).isEqualTo(Score.Decision.GENERATED);
    }

    @Test
    void refusesBoundsThatDoNotRise() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Thresholds(0.5, 0.4, 0.9, TARGET));
        assertThatIllegalArgumentException().isThrownBy(() -> new Thresholds(0.2, 0.9, 0.8, TARGET));
        assertThatIllegalArgumentException().isThrownBy(() -> new Thresholds(-0.1, 0.9, 0.9, TARGET));
        assertThatIllegalArgumentException().isThrownBy(() -> new Thresholds(0.1, 0.9, 1.1, TARGET));
        assertThatIllegalArgumentException().isThrownBy(() -> new Thresholds(Double.NaN, 0.9, 1, TARGET));
        assertThatIllegalArgumentException().isThrownBy(() -> new Thresholds(0, 1, 1, 0));
    }

    /** n = 199: ⌈200 · 0.99⌉ = 198, so the bound lies just above the 198th of 199 values and one of them reaches it. */
    @Test
    void takesTheFiniteSampleQuantile() {
        double[] reals =
                IntStream.rangeClosed(501, 699).mapToDouble(i -> i / 1000.0).toArray();
        double[] processed = Arrays.stream(reals).map(p -> p + 0.2).toArray();
        double[] fakes = Arrays.stream(reals).map(p -> p + 0.3).toArray();
        Thresholds thresholds = Thresholds.fit(
                new CalibrationScores(reals, List.of(processed), List.of()), CalibrationScores.ofClean(fakes), TARGET);
        assertThat(thresholds.generated()).isEqualTo(Math.nextUp(0.698));
        assertThat(thresholds.generatedIfProcessed()).isEqualTo(Math.nextUp(processed[197]));
        // ⌊200 · 0.01⌋ = 2: strictly below the second smallest, 0.802, but never above `generated`.
        assertThat(thresholds.real()).isEqualTo(thresholds.generated());
        assertThat(Thresholds.fit(
                                new CalibrationScores(fakes, List.of(fakes), List.of()),
                                CalibrationScores.ofClean(reals),
                                TARGET)
                        .real())
                .isEqualTo(Math.nextDown(0.502));
    }

    @Test
    void keepsTheTargetForEveryEditAndNotOnlyForAllTogether() {
        double[] mild = IntStream.range(0, 999).mapToDouble(i -> 0.5e-3 * i).toArray();
        double[] harsh = IntStream.range(0, 999).mapToDouble(i -> 1e-3 * i).toArray();
        Thresholds thresholds = Thresholds.fit(
                new CalibrationScores(mild, List.of(mild, mild, mild, harsh), List.of()),
                CalibrationScores.ofClean(new double[] {1}),
                TARGET);
        long alarms = Arrays.stream(harsh)
                .filter(p -> p >= thresholds.generatedIfProcessed())
                .count();
        assertThat(alarms / 999.0).isLessThanOrEqualTo(TARGET);
    }

    @Test
    void callsFewForgeriesRealThatSomebodyEditedUnseen() {
        double[] reals = IntStream.range(0, 999).mapToDouble(i -> 5e-4 * i).toArray();
        double[] clean =
                IntStream.range(0, 999).mapToDouble(i -> 0.5 + 5e-4 * i).toArray();
        double[] edited =
                IntStream.range(0, 999).mapToDouble(i -> 0.2 + 8e-4 * i).toArray();
        CalibrationScores real = CalibrationScores.ofClean(reals);
        double unaware =
                Thresholds.fit(real, CalibrationScores.ofClean(clean), TARGET).real();
        CalibrationScores whispered = new CalibrationScores(clean, List.of(), List.of(clean, edited));
        double aware = Thresholds.fit(real, whispered, TARGET).real();
        assertThat(missed(edited, unaware)).isGreaterThan(0.3);
        assertThat(missed(edited, aware)).isBetween(2 * TARGET, 3 * TARGET);
    }

    @Test
    void allowsUnseenEditsTwiceTheTarget() {
        double[] clean = IntStream.range(0, 999).mapToDouble(i -> 5e-4 * i).toArray();
        double[] edited = IntStream.range(0, 999).mapToDouble(i -> 1e-3 * i).toArray();
        CalibrationScores reals = new CalibrationScores(clean, List.of(clean), List.of(clean, edited));
        double bound =
                Thresholds.fit(reals, CalibrationScores.ofClean(1), TARGET).generatedIfProcessed();
        assertThat(1 - missed(edited, bound)).isBetween(TARGET, 2 * TARGET);
    }

    private static double missed(double[] generated, double real) {
        return Arrays.stream(generated).filter(p -> p <= real).count() / (double) generated.length;
    }

    @Test
    void callsNothingGeneratedThatIsRatherReal() {
        double[] reals = IntStream.range(0, 1000).mapToDouble(i -> 1e-6 * i).toArray();
        Thresholds thresholds = Thresholds.fit(
                new CalibrationScores(reals, List.of(reals), List.of()),
                CalibrationScores.ofClean(new double[] {0.9}),
                TARGET);
        assertThat(thresholds.generated()).isEqualTo(0.5);
        assertThat(thresholds.generatedIfProcessed()).isEqualTo(0.5);
    }

    @Test
    void keepsAMarginWhereTheImagesAreTooFewForTheQuantile() {
        double[] reals = {0.1, 0.6};
        Thresholds thresholds = Thresholds.fit(
                new CalibrationScores(reals, List.of(new double[] {0.8}), List.of()),
                CalibrationScores.ofClean(new double[] {0.5, 0.9}),
                TARGET);
        // Two images: what is left up to 1 shrinks to 3 · 0.01 of itself; one processed one: 2 · 0.01.
        assertThat(thresholds.real()).isEqualTo(0.5 * 0.03, within(1e-12));
        assertThat(thresholds.generated()).isEqualTo(1 - 0.4 * 0.03, within(1e-12));
        assertThat(thresholds.generatedIfProcessed()).isEqualTo(1 - 0.2 * 0.02, within(1e-12));
    }

    @Test
    void neverAnswersFromNothingOrFromSaturatedProbabilities() {
        assertThat(Thresholds.fit(
                        new CalibrationScores(new double[0], List.of(), List.of()),
                        CalibrationScores.ofClean(new double[0]),
                        TARGET))
                .isEqualTo(Thresholds.undecided(TARGET));
        // With 80 the bound lies beyond the largest value, where rounding must not pull it back.
        for (int n : new int[] {80, 500}) {
            double[] saturated = new double[n];
            Arrays.fill(saturated, Calibration.IDENTITY.probability(1e9));
            Thresholds thresholds = Thresholds.fit(
                    new CalibrationScores(saturated, List.of(saturated), List.of()),
                    CalibrationScores.ofClean(saturated),
                    TARGET);
            assertThat(thresholds.generated()).isEqualTo(1);
            assertThat(thresholds.decide(saturated[0])).isNotEqualTo(Score.Decision.GENERATED);
        }
    }

    /** Over many draws the rate of false alarms on new images stays at the target on average, whatever n. */
    @Test
    void holdsItsTargetOnNewImagesOnAverage() {
        Random random = new Random(5);
        for (int n : new int[] {40, 150, 1000}) {
            long alarms = 0;
            int draws = 300;
            for (int draw = 0; draw < draws; draw++) {
                double[] reals = random.doubles(n).toArray();
                double bound = Thresholds.fit(
                                new CalibrationScores(reals, List.of(), List.of()),
                                CalibrationScores.ofClean(new double[0]),
                                TARGET)
                        .generated();
                alarms += random.doubles(1000).filter(p -> p >= bound).count();
            }
            // The mean over 300 draws has a standard error of about 0.0006 for the smallest n that has the quantile.
            assertThat(alarms / (draws * 1000.0)).as("n = %d", n).isLessThan(TARGET + 0.002);
        }
    }
}
