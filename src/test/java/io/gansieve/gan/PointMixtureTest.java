package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PointMixtureTest {
    @Test
    void theSetsHaveTheModesOfThePapers() {
        assertThat(PointMixture.ring8().centres()).hasSize(8);
        assertThat(PointMixture.ring8().scale()).isEqualTo(1);
        assertThat(PointMixture.grid25().centres())
                .hasSize(25)
                .contains(new PointMixture.Point(-4, -4), new PointMixture.Point(0, 2), new PointMixture.Point(4, 4));
        assertThat(PointMixture.grid25().scale()).isEqualTo(4);
    }

    @Test
    void samplesLieAroundTheirCentres() {
        PointMixture grid = PointMixture.grid25();
        float[] points = grid.sample(5_000, new SplittableRandom(1));
        int[] counts = new int[25];
        int good = 0;
        for (int i = 0; i < points.length; i += 2) {
            counts[grid.nearest(points[i], points[i + 1])]++;
            good += grid.highQuality(points[i], points[i + 1]) ? 1 : 0;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 100); // 200 each, ± 14
        // In the plane 1 − exp(−9/2) of a Gaussian lies within 3σ.
        assertThat(good / 5_000.0).isCloseTo(1 - Math.exp(-4.5), within(0.01));
    }

    @Test
    void theDensityIntegratesToOne() {
        PointMixture grid = PointMixture.grid25();
        double step = 0.02;
        double sum = 0;
        for (double x = -5; x < 5; x += step) {
            for (double y = -5; y < 5; y += step) {
                sum += grid.density(x, y) * step * step;
            }
        }
        assertThat(sum).isCloseTo(1, within(1e-3));
    }

    @Test
    void refusesUnknownSets() {
        assertThatThrownBy(() -> PointMixture.parse("spiral")).hasMessage("must be ring8 or grid25");
    }
}
