package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.GameRules;
import io.gansieve.gan.Objective;
import io.gansieve.gan.Penalty;
import io.gansieve.gan.PointGameConfig;
import io.gansieve.gan.PointMixture;
import io.gansieve.gan.Schedule;
import org.junit.jupiter.api.Test;

class PointGameTest {
    private static final PointMixture DATA = PointMixture.ring8();
    private static final int ROWS = 32;
    private static final int STEPS = 1_000;
    private static final PointGameConfig CONFIG = new PointGameConfig(
            new GameRules(
                    new Objective.Relativistic(),
                    Penalty.zeroCentred(0.05),
                    CriticNoise.NONE,
                    ROWS,
                    1,
                    1,
                    new Schedule.Constant(5e-3),
                    new Schedule.Constant(0.99),
                    new Schedule.Constant(20 * ROWS)),
            4,
            2,
            32,
            32);

    @Test
    void samplesComeNearTheRing() {
        try (PointGame game = new PointGame(CONFIG, DATA, 1)) {
            double before = meanDistance(game.sample(200, 5));
            game.play(STEPS);
            assertThat(meanDistance(game.sample(200, 5))).isLessThan(0.7 * before);
            assertThat(game.pointsSeen()).isEqualTo((long) STEPS * ROWS);
        }
    }

    @Test
    void aResumedGameGoesOnWithTheSameBits() {
        try (PointGame whole = new PointGame(CONFIG, DATA, 3);
                PointGame first = new PointGame(CONFIG, DATA, 3);
                PointGame second = new PointGame(CONFIG, DATA, 3)) {
            whole.play(5);
            whole.play(5);
            first.play(5);
            second.resume(first.snapshot());
            second.play(5);
            assertThat(second.snapshot()).isEqualTo(whole.snapshot());
            assertThat(second.sample(10, 1)).isEqualTo(whole.sample(10, 1));
            assertThat(second.logits(new float[] {0, 1, 1, 0})).isEqualTo(whole.logits(new float[] {0, 1, 1, 0}));
        }
    }

    private static double meanDistance(float[] points) {
        double sum = 0;
        for (int i = 0; i < points.length; i += 2) {
            PointMixture.Point centre = DATA.centres().get(DATA.nearest(points[i], points[i + 1]));
            sum += Math.hypot(points[i] - centre.x(), points[i + 1] - centre.y()) / (points.length / 2.0);
        }
        return sum;
    }
}
