package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FrameThresholdsTest {
    private static final double TARGET = 0.01;

    /** Frames of one animation are alike: one number for the animation, and a little for each frame. */
    private static double highest(SplittableRandom random, int frames, double common) {
        double animation = random.nextDouble();
        double highest = 0;
        for (int i = 0; i < frames; i++) {
            highest = Math.max(highest, random.nextDouble() < common ? animation : random.nextDouble());
        }
        return highest;
    }

    @Test
    void keepsTheTargetForTheHighestOfManyFrames() {
        SplittableRandom random = new SplittableRandom(3);
        for (double common : new double[] {0, 0.5, 1}) {
            for (int frames : new int[] {2, 5, 8, 20, 64}) {
                int alarms = 0;
                int animations = 0;
                for (int draw = 0; draw < 40; draw++) {
                    double[] reals = random.doubles(10_000).toArray();
                    Thresholds single = Thresholds.fit(edited(reals), CalibrationScores.ofClean(1), TARGET);
                    Thresholds thresholds =
                            FrameThresholds.fit(edited(reals), single).of(frames, single);
                    for (int i = 0; i < 1000; i++) {
                        alarms += highest(random, frames, common) >= thresholds.generated() ? 1 : 0;
                        animations++;
                    }
                }
                // 40,000 animations: the standard error of 1 % is .0005, and the quantiles add as much.
                assertThat(alarms / (double) animations)
                        .as("%d frames, %s in common", frames, common)
                        .isLessThan(TARGET + 0.003);
            }
        }
    }

    @Test
    void takesTheNextLargerNumberOfFrames() {
        Thresholds single = new Thresholds(0.1, 0.6, 0.7, TARGET);
        FrameThresholds frames = new FrameThresholds(
                List.of(new FrameThresholds.Entry(2, 0.8, 0.85), new FrameThresholds.Entry(4, 0.9, 0.95)));

        assertThat(frames.of(1, single)).isEqualTo(single);
        assertThat(frames.of(2, single).generated()).isEqualTo(0.8);
        assertThat(frames.of(3, single)).isEqualTo(new Thresholds(0.1, 0.9, 0.95, TARGET));
        assertThat(frames.of(5, single)).isEqualTo(single.forHighestOf(5));
    }

    @Test
    void refusesBoundsThatMoreFramesPassMoreEasily() {
        for (String text : new String[] {
            "1:0.5:0.6",
            "65:0.5:0.6",
            "2:0.6:0.5",
            "2:NaN:0.5",
            "2:0.5:1.1",
            "4:0.5:0.6,2:0.7:0.8",
            "2:0.5:0.6,2:0.5:0.6",
            "2:0.5:0.6,4:0.4:0.6",
            "2:0.5:0.6,4:0.5:0.5",
            "2:0.5:0.6,"
        }) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> FrameThresholds.parse(text));
        }
    }

    @Test
    void neverFallsWhereProbabilitiesAreSaturated() {
        double[] saturated = new double[80];
        Arrays.fill(saturated, Math.nextDown(1.0));
        Thresholds single = Thresholds.fit(edited(saturated), CalibrationScores.ofClean(saturated), TARGET);
        FrameThresholds frames = FrameThresholds.fit(edited(saturated), single);
        assertThat(frames.of(8, single).generated()).isEqualTo(1);
        frames.requireNotBelow(single);
    }

    @Test
    void comesBackFromItsText() {
        FrameThresholds frames = new FrameThresholds(
                List.of(new FrameThresholds.Entry(2, 1.0 / 3, 1 - 1e-16), new FrameThresholds.Entry(64, 1, 1)));

        assertThat(FrameThresholds.parse(frames.text())).isEqualTo(frames);
        assertThat(FrameThresholds.parse("")).isEqualTo(FrameThresholds.NONE);
        assertThatIllegalArgumentException().isThrownBy(() -> FrameThresholds.parse("2:0.5"));
    }

    /** Edited or not, the scores are the same. */
    private static CalibrationScores edited(double[] clean) {
        return new CalibrationScores(clean, List.of(clean), List.of());
    }
}
