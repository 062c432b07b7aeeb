package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ChampionTest {
    private static final Image WHITE = TinyDetector.grey(255);

    @Test
    void startsAsVersionZeroWhichIsAlwaysUncertain() {
        try (Champion champion = new Champion()) {
            assertThat(champion.version()).isZero();
            assertThat(champion.epoch()).isZero();
            assertThat(champion.score(WHITE))
                    .isEqualTo(new Score(
                            Score.Decision.UNCERTAIN,
                            0.5,
                            0,
                            false,
                            new Thresholds(0, 1, 1, 0.01),
                            0,
                            0,
                            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                            List.of()));
        }
    }

    @Test
    void answersWithTheServingDetector() {
        try (Champion champion = new Champion()) {
            assertThat(champion.serve(5, TinyDetector.load(7, 10, -5))).isTrue();
            Score score = champion.score(WHITE);
            assertThat(score.decision()).isEqualTo(Score.Decision.GENERATED);
            assertThat(score.logit()).isEqualTo(5, within(1e-5));
            assertThat(score.probabilityGenerated()).isEqualTo(1 / (1 + Math.exp(-5)), within(1e-6));
            assertThat(score.modelVersion()).isEqualTo(7);
            assertThat(score.championEpoch()).isEqualTo(5);
            assertThat(score.trainedAgainst()).containsExactly("gan");
            assertThat(champion.score(TinyDetector.grey(0)).decision()).isEqualTo(Score.Decision.REAL);
        }
    }

    @Test
    void refusesAnEpochThatDoesNotRiseAndClosesItsDetector() {
        try (Champion champion = new Champion()) {
            champion.serve(5, TinyDetector.load(7, 1, 0));
            Detector late = TinyDetector.load(6, 1, 0);
            assertThat(champion.serve(5, late)).isFalse();
            assertThat(champion.serveBuiltIn(4)).isFalse();
            assertThat(champion.version()).isEqualTo(7);
            assertThatIllegalStateException().isThrownBy(() -> late.score(WHITE));
        }
    }

    @Test
    void goesBackToVersionZeroUnderANewEpoch() {
        try (Champion champion = new Champion()) {
            Detector detector = TinyDetector.load(1, 1, 0);
            champion.serve(1, detector);
            assertThat(champion.serveBuiltIn(2)).isTrue();
            assertThat(champion.score(WHITE)).isEqualTo(Score.builtIn(2));
            assertThatIllegalStateException().isThrownBy(() -> detector.score(WHITE));
        }
    }

    @Test
    void closesItsDetectorAndScoresNoMore() {
        Champion champion = new Champion();
        Detector detector = TinyDetector.load(1, 1, 0);
        champion.serve(1, detector);
        champion.close();
        champion.close();
        assertThatIllegalStateException().isThrownBy(() -> champion.score(WHITE));
        assertThatIllegalStateException().isThrownBy(() -> detector.score(WHITE));
        Detector late = TinyDetector.load(2, 1, 0);
        assertThat(champion.serve(2, late)).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> late.score(WHITE));
    }

    @Test
    void isSwappedWhileItIsRead() throws InterruptedException, ExecutionException, TimeoutException {
        int swaps = 200;
        AtomicBoolean running = new AtomicBoolean(true);
        CountDownLatch reading = new CountDownLatch(2);
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try (Champion champion = new Champion()) {
            List<Future<Long>> scored = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                scored.add(readers.submit(() -> readWhile(running, champion, reading)));
            }
            reading.await();
            for (int epoch = 1; epoch <= swaps; epoch++) {
                champion.serve(epoch, TinyDetector.load(epoch, 1, epoch));
            }
            running.set(false);
            for (Future<Long> count : scored) {
                assertThat(count.get(1, TimeUnit.MINUTES)).isPositive();
            }
            assertThat(champion.epoch()).isEqualTo(swaps);
        } finally {
            readers.shutdownNow();
        }
    }

    /** Each score must come whole from one version, and epochs must not fall. */
    private static long readWhile(AtomicBoolean running, Champion champion, CountDownLatch reading) {
        long count = 0;
        long epoch = 0;
        while (running.get()) {
            Score score = champion.score(WHITE);
            assertThat(score.championEpoch()).isGreaterThanOrEqualTo(epoch).isEqualTo(score.modelVersion());
            assertThat(score.logit())
                    .isEqualTo(score.modelVersion() == 0 ? 0 : score.modelVersion() + 1.0, within(1e-3));
            epoch = score.championEpoch();
            count++;
            reading.countDown();
        }
        return count;
    }

    @Test
    void passesOnThatAnImageHasTheWrongShape() {
        try (Champion champion = new Champion()) {
            champion.serve(1, TinyDetector.load(1, 1, 0));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> champion.score(TinyDetector.grey(ImageShape.MNIST, 0)));
            // The failed reader let go: the next swap can close the detector.
            assertThat(champion.serveBuiltIn(2)).isTrue();
        }
    }
}
