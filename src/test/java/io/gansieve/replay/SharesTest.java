package io.gansieve.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final double TINY = 1e-9;

    @Test
    void movesWhatIsOverToTheOthers() {
        assertThat(Shares.capped(new double[] {0.6, 0.2, 0.2}, new double[] {0.5, 0.5, 0.5}, true))
                .containsExactly(new double[] {0.5, 0.25, 0.25}, within(TINY));
    }

    @Test
    void givesBackOrLeavesOpenWhatTheOthersCannotTake() {
        double[] shares = {0.9, 0.1};
        double[] caps = {0.5, 0.5};
        assertThat(Shares.capped(shares, caps, true)).containsExactly(new double[] {0.8, 0.2}, within(TINY));
        assertThat(Shares.capped(shares, caps, false)).containsExactly(new double[] {0.5, 0.2}, within(TINY));
        assertThat(Shares.capped(new double[] {1}, new double[] {0.1}, true)).containsExactly(1);
    }

    @Test
    void raisesNoShareAboveItsCapOrItsDoubleAndKeepsTheSum() {
        SplittableRandom random = new SplittableRandom(1);
        for (int run = 0; run < 1_000; run++) {
            double[] weights = random.doubles(1 + random.nextInt(12)).toArray();
            double sum = Arrays.stream(weights).sum();
            double[] shares = Arrays.stream(weights).map(weight -> weight / sum).toArray();
            double[] caps = random.doubles(shares.length, 0.01, 1).toArray();
            double[] kept = Shares.capped(shares, caps, true);
            double[] open = Shares.capped(shares, caps, false);
            assertThat(Arrays.stream(kept).sum()).isCloseTo(1, within(TINY));
            for (int i = 0; i < shares.length; i++) {
                assertThat(kept[i]).isBetween(0.0, Math.max(shares[i], Math.min(caps[i], 2 * shares[i])) + TINY);
                assertThat(open[i]).isBetween(0.0, caps[i] + TINY);
            }
        }
    }
}
