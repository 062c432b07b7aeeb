package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassSharesTest {
    @Test
    void drawsNoClassWhileNoneWasSeen() {
        assertThat(ClassShares.of(3).draw(5, new SplittableRandom(1))).containsOnly(ClassShares.NONE);
    }

    @Test
    void drawsClassesAsOftenAsTheyWereSeen() {
        ClassShares shares = ClassShares.of(3);
        shares.add(new int[] {0, 2, 2, ClassShares.NONE});
        int[] drawn = shares.draw(10_000, new SplittableRandom(1));
        // The standard deviation of such a share is 0.005.
        assertThat(share(drawn, 0)).isCloseTo(0.25, within(0.02));
        assertThat(share(drawn, 1)).isZero();
        assertThat(share(drawn, 2)).isCloseTo(0.5, within(0.02));
        assertThat(share(drawn, ClassShares.NONE)).isCloseTo(0.25, within(0.02));
    }

    @Test
    void halvesLargeCountsSoThatOneMoreStillCounts() {
        ClassShares shares = ClassShares.of(new float[] {1 << 23, 1 << 22, 0});
        shares.add(new int[] {0});
        assertThat(shares.counts()).containsExactly(1 << 22, 1 << 21, 0);
        shares.add(new int[] {1});
        assertThat(shares.counts()[1]).isEqualTo((1 << 21) + 1);
    }

    @Test
    void comesBackFromItsTextAndItsCounts() {
        ClassShares shares = ClassShares.of(2);
        shares.add(new int[] {1, 1, ClassShares.NONE});
        assertThat(shares.text()).isEqualTo("0,2,1");
        assertThat(ClassShares.parse("0,2,1").counts()).containsExactly(shares.counts());
        assertThat(ClassShares.of(shares.counts()).classes()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> ClassShares.parse("1,x"));
        assertThatIllegalArgumentException().isThrownBy(() -> ClassShares.of(new float[0]));
    }

    private static double share(int[] drawn, int of) {
        return (double) Arrays.stream(drawn).filter(each -> each == of).count() / drawn.length;
    }
}
