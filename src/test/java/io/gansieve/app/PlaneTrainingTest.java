package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.Objective;
import io.gansieve.gan.PointGameConfig;
import io.gansieve.gan.PointMixture;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlaneTrainingTest {
    private static final PointMixture DATA = PointMixture.grid25();

    @Test
    void reportsAndDrawsTheGame() {
        PointGameConfig config = PointGameConfig.of(DATA, new Objective.NonSaturating(), CriticNoise.NONE, 20);
        try (PlaneTraining training = new PlaneTraining(config, DATA, 1, 40)) {
            PlaneTraining.Report report = training.advance(20);

            assertThat(report.steps()).isEqualTo(20);
            assertThat(report.critic().jsdBound()).isBetween(0.0, Math.log(2));
            assertThat(report.wasserstein()).isNaN();
            assertThat(report.coverage().samples()).isEqualTo(PointCoverage.SAMPLES);
            assertThat(training.pictures()).hasSize(3);
        }
    }

    @Test
    void theDataItselfCoversAllModes() {
        ModeCoverage coverage = PointCoverage.of(DATA, DATA.sample(PointCoverage.SAMPLES, new SplittableRandom(2)));

        assertThat(coverage.modesCovered()).isEqualTo(25);
        assertThat(coverage.confidentRatio()).isCloseTo(1 - Math.exp(-4.5), within(0.01));
        assertThat(coverage.reverseKl()).isLessThan(3 * coverage.reverseKlFloor());
        assertThat(coverage.reverseKlFloor()).isCloseTo(0.0048, within(1e-4));
    }

    @Test
    void theBestCriticOfAPerfectGeneratorIsUndecidedWhereItKnows() {
        PlanePicture picture = new PlanePicture(DATA, 100);
        double[] critic = picture.optimalCritic(DATA.sample(100_000, new SplittableRandom(3)));
        float[] pixels = picture.pixels();
        for (int i = 0; i < critic.length; i++) {
            if (DATA.density(pixels[2 * i], pixels[2 * i + 1]) > 1) {
                assertThat(critic[i]).isCloseTo(0.5, within(0.1));
            }
        }
        assertThat(Arrays.stream(critic).anyMatch(Double::isNaN)).isTrue();
    }

    @Test
    void maximumLikelihoodIsTheLeastDivergence() {
        MixtureFit fit = MixtureFit.of(PointMixture.ring8(), 1, 20);

        List<MixtureFit.Step> steps = fit.steps();
        for (int i = 1; i < steps.size(); i++) {
            // EM never falls; beyond rounding, and the floor of a millionth under the variances.
            assertThat(steps.get(i).logLikelihood())
                    .isGreaterThanOrEqualTo(steps.get(i - 1).logLikelihood() - 1e-3);
        }
        MixtureFit.Step last = steps.get(steps.size() - 1);
        assertThat(last.divergence()).isLessThan(steps.get(0).divergence()).isGreaterThan(-0.05);
        // Both add up to −H(p_data) but for different points.
        assertThat(last.logLikelihood() + last.divergence())
                .isCloseTo(steps.get(0).logLikelihood() + steps.get(0).divergence(), within(0.1));
    }
}
