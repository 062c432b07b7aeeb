package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MixtureForgerTest {
    /** 300 points of 20 values that vary along three directions only. */
    private static float[][] flatData() {
        SplittableRandom random = new SplittableRandom(1);
        float[][] data = new float[300][20];
        for (float[] row : data) {
            double[] along = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (0.1 + 0.3 * along[i % 3]);
            }
        }
        return data;
    }

    @Test
    void samplesStayInTheSubspaceOfTheData() {
        MixtureForger forger = MixtureForger.fit(flatData(), new SplittableRandom(2));
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 0; n < 100; n++) {
            float[] sample = forger.sample(random);
            for (int i = 3; i < sample.length; i++) {
                // Sums of single precision over 20 values, and the floor of 0.001 under each variance.
                assertThat(sample[i]).isCloseTo(sample[i % 3], within(0.2f));
            }
        }
    }

    @Test
    void goesThroughASnapshot() {
        MixtureForger forger = MixtureForger.fit(flatData(), new SplittableRandom(2));
        GanSnapshot snapshot = new GanSnapshot(1, 1, forger.tensors());
        MixtureForger loaded = MixtureForger.load(snapshot).orElseThrow();
        float[] sample = forger.sample(new SplittableRandom(5));
        assertThat(loaded.sample(new SplittableRandom(5))).containsExactly(sample, within(1e-4f));
        assertThat(loaded.tensors().get("gmm.basis")).isEqualTo(forger.tensors().get("gmm.basis"));
        assertThat(MixtureForger.load(new GanSnapshot(1, 1, Map.of()))).isEmpty();
    }

    @Test
    void isAFunctionOfDataAndSeed() {
        float[] first = MixtureForger.fit(flatData(), new SplittableRandom(2)).sample(new SplittableRandom(4));
        float[] second = MixtureForger.fit(flatData(), new SplittableRandom(2)).sample(new SplittableRandom(4));
        assertThat(second).isEqualTo(first);
    }
}
