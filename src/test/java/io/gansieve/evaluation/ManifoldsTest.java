package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifoldsTest {
    @Test
    void finds1EverywhereBetweenASampleAndItself() {
        List<float[]> sample = normal(200, 0, 1);
        Manifolds same = Manifolds.of(sample, sample);
        assertThat(same.precision()).isEqualTo(1);
        assertThat(same.recall()).isEqualTo(1);
        assertThat(same.coverage()).isEqualTo(1);
        // Each ball to the fifth neighbour holds that neighbour, those before it and its own centre.
        assertThat(same.density()).isEqualTo(6.0 / 5, within(1e-9));
    }

    @Test
    void finds0EverywhereBetweenSamplesThatNeverMeet() {
        assertThat(Manifolds.of(normal(100, 0, 1), normal(100, 1000, 2))).isEqualTo(new Manifolds(0, 0, 0, 0));
    }

    @Test
    void expectsWhatTheAuthorsProveOfEqualDistributions() {
        Manifolds equal = Manifolds.of(normal(1000, 0, 3), normal(1000, 0, 4));
        // Naeem et al., lemmas 1 and 2: density 1, coverage 1 − 2⁻⁵; their standard errors here are near .02 and .006.
        assertThat(equal.density()).isEqualTo(1, within(0.1));
        assertThat(equal.coverage()).isEqualTo(1 - 1 / 32.0, within(0.03));
    }

    @Test
    void tellsALostModeByRecallAndCoverageAlone() {
        List<float[]> bothModes = new ArrayList<>(normal(200, 0, 5));
        bothModes.addAll(normal(200, 100, 6));
        Manifolds lost = Manifolds.of(bothModes, normal(400, 0, 7));
        assertThat(lost.precision()).isGreaterThan(0.9);
        assertThat(lost.recall()).isEqualTo(0.5, within(0.05));
        assertThat(lost.coverage()).isEqualTo(0.5, within(0.02));
    }

    @Test
    void refusesFewerVectorsThanNeighbours() {
        assertThatIllegalArgumentException().isThrownBy(() -> Manifolds.of(normal(5, 0, 1), normal(9, 0, 1)));
    }

    private static List<float[]> normal(int count, double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() ->
                        new float[] {(float) (mean + random.nextGaussian()), (float) (mean + random.nextGaussian())})
                .limit(count)
                .toList();
    }
}
