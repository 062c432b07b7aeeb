package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Thresholds;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Gate GATE = new Gate(GateConfig.DEFAULT, 5);
    private static final Thresholds THRESHOLDS = new Thresholds(0.1, 0.9, 0.99, 0.01);
    private static final double[] REALS = normal(-3, 400, 1);
    private static final double[] CAUGHT = normal(3, 400, 2);

    @Test
    void passesACandidateThatIsAsGood() {
        GateScores scores = scores(REALS, Map.of("gan", CAUGHT));
        GateReport report = GATE.decide(scores, Optional.of(scores));
        assertThat(report.passed()).isTrue();
        assertThat(report.reasons()).isEmpty();
        assertThat(report.auroc()).containsOnlyKeys("gan", "all").isEqualTo(report.championAuroc());
        assertThat(report.reals()).isEqualTo(400);
        assertThat(report.generated()).isEqualTo(400);
        assertThat(report.falsePositiveRatio()).isLessThan(0.01);
        assertThat(report.calibrationError()).isBetween(0.0, 0.1);
    }

    @Test
    void rejectsACandidateThatForgotASourceEvenIfAllTogetherAreBetter() {
        GateScores champion = scores(REALS, Map.of("gan", normal(-1, 900, 3), "vae", CAUGHT));
        GateScores candidate = scores(REALS, Map.of("gan", normal(3, 900, 3), "vae", normal(0, 400, 2)));
        GateReport report = GATE.decide(candidate, Optional.of(champion));
        assertThat(report.auroc().get("all"))
                .isGreaterThan(report.championAuroc().getOrDefault("all", 1.0));
        assertThat(report.passed()).isFalse();
        assertThat(report.reasons())
                .anySatisfy(reason -> assertThat(reason)
                        .matches(
                                "AUROC against vae may have fallen by 0\\.\\d{3} \\(95 % bound\\), more than 0\\.010"));
        assertThat(report.reasons()).noneMatch(reason -> reason.contains("gan "));
    }

    @Test
    void onlyReportsSourcesThatOneSenderSupplied() {
        GateScores champion = scores(REALS, Map.of("gan", CAUGHT, "his", normal(3, 400, 4)));
        GateScores candidate = scores(REALS, Map.of("gan", CAUGHT, "his", normal(-3, 400, 4)));
        assertThat(GATE.decide(candidate, Optional.of(champion)).passed()).isFalse();

        GateReport report = GATE.decide(candidate, Optional.of(champion), Set.of("his"));
        assertThat(report.passed()).isTrue();
        assertThat(report.auroc()).containsOnlyKeys("gan", "his", "all");
        assertThat(GATE.decide(candidate, Optional.of(champion), Set.of("gan", "his"))
                        .passed())
                .isFalse();
    }

    @Test
    void onlyReportsSourcesWithFewImages() {
        GateScores champion = scores(REALS, Map.of("gan", CAUGHT, "rare", normal(3, 99, 4)));
        GateScores candidate = scores(REALS, Map.of("gan", CAUGHT, "rare", normal(2.5, 99, 4)));
        GateReport report = GATE.decide(candidate, Optional.of(champion));
        assertThat(report.auroc()).containsKey("rare");
        assertThat(report.reasons()).noneMatch(reason -> reason.contains("rare"));
        GateScores enough = scores(REALS, Map.of("gan", CAUGHT, "rare", normal(0, 100, 4)));
        assertThat(GATE.decide(enough, Optional.of(scores(REALS, Map.of("gan", CAUGHT, "rare", normal(3, 100, 4)))))
                        .reasons())
                .anyMatch(reason -> reason.contains("rare"));
    }

    @Test
    void letsAllSourcesDecideWhereNoneHasEnoughImages() {
        GateScores champion = scores(REALS, Map.of("a", normal(3, 60, 1), "b", normal(3, 60, 2)));
        GateScores candidate = scores(REALS, Map.of("a", normal(-3, 60, 1), "b", normal(-3, 60, 2)));
        assertThat(GATE.decide(candidate, Optional.of(champion)).reasons())
                .anyMatch(reason -> reason.startsWith("AUROC against all sources"));
    }

    @Test
    void rejectsMoreFalsePositivesAndWorseCalibration() {
        GateScores champion = scores(REALS, Map.of("gan", CAUGHT));
        // Ranks as well, but everything is called generated.
        GateScores candidate = new GateScores(
                REALS,
                new TreeMap<>(Map.of("gan", CAUGHT)),
                new Calibration(1, 8, 0.5),
                new Thresholds(0.1, 0.5, 0.5, 0.01));
        assertThat(GATE.decide(candidate, Optional.of(champion)).reasons())
                .hasSize(2)
                .anyMatch(reason -> reason.startsWith("false positives may have risen by 1.000"))
                .anyMatch(reason -> reason.startsWith("the calibration error may have risen by"));
    }

    @Test
    void asksOfTheFirstVersionOnlyThatItBeatsChanceWithFewFalsePositives() {
        assertThat(GATE.decide(scores(REALS, Map.of("gan", normal(-2, 400, 6))), Optional.empty())
                        .passed())
                .isTrue();
        assertThat(GATE.decide(scores(REALS, Map.of("gan", normal(-3, 400, 6))), Optional.empty())
                        .reasons())
                .singleElement()
                .asString()
                .startsWith("AUROC against all sources must be above 0.600: 0.");
        GateScores alarms = scores(normal(6, 400, 1), Map.of("gan", normal(9, 400, 1)));
        assertThat(GATE.decide(alarms, Optional.empty()).reasons())
                .singleElement()
                .asString()
                .startsWith("the false positive ratio must be at most 0.030: ");
    }

    @Test
    void refusesWhatItCannotMeasure() {
        double[] broken = REALS.clone();
        broken[7] = Double.NaN;
        GateScores champion = scores(REALS, Map.of("gan", CAUGHT));
        assertThat(GATE.decide(scores(broken, Map.of("gan", CAUGHT)), Optional.of(champion))
                        .reasons())
                .containsExactly("a logit is not finite on 400 real and 400 generated images");
        assertThat(GATE.decide(scores(new double[0], Map.of("gan", CAUGHT)), Optional.empty())
                        .reasons())
                .containsExactly("the gate needs both real and generated images: 0 and 400");
    }

    @Test
    void checksItsSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GateConfig(0, 0.01, 0.01, 0.02, 0.01, 0.5, 500))
                .withMessage("gate.minImages must be at least 1: 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new GateConfig(1, -1, 0.01, 0.02, 0.01, 0.5, 500));
        assertThatIllegalArgumentException().isThrownBy(() -> new GateConfig(1, 0, 2, 0.02, 0.01, 0.5, 500));
        assertThatIllegalArgumentException().isThrownBy(() -> new GateConfig(1, 0, 0, Double.NaN, 0.01, 0.5, 500));
        assertThatIllegalArgumentException().isThrownBy(() -> new GateConfig(1, 0, 0, 0, 0, 0.5, 500));
        assertThatIllegalArgumentException().isThrownBy(() -> new GateConfig(1, 0, 0, 0, 0.01, 1, 500));
        assertThatIllegalArgumentException().isThrownBy(() -> new GateConfig(1, 0, 0, 0, 0.01, 0.5, 19));
    }

    private static GateScores scores(double[] reals, Map<String, double[]> generated) {
        return new GateScores(reals, new TreeMap<>(generated), Calibration.IDENTITY, THRESHOLDS);
    }

    private static double[] normal(double mean, int count, long seed) {
        Random random = new Random(seed);
        double[] logits = new double[count];
        Arrays.setAll(logits, i -> mean + random.nextGaussian());
        return logits;
    }
}
