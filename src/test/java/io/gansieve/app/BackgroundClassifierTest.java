package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gansieve.scoring.TinyClassifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class BackgroundClassifierTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final AtomicInteger trainings = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile Optional<Thread> trainer = Optional.empty();

    @Test
    void answersWhileItTrains() {
        try (BackgroundClassifier digits = background(this::madeWhenToldTo)) {
            assertThat(digits.onnxIfReady()).isEmpty();
            awaitTrainer();
            assertThat(digits.onnxIfReady()).isEmpty();
            assertThat(trainer).hasValueSatisfying(thread -> {
                assertThat(thread.getName()).isEqualTo(BackgroundClassifier.THREAD);
                assertThat(thread.isDaemon()).isTrue();
                assertThat(thread.getPriority()).isEqualTo(Thread.MIN_PRIORITY);
            });

            goOn.countDown();
            awaitTrainersEnd();
            assertThat(digits.onnxIfReady()).hasValue(TinyClassifier.onnx());
            assertThat(trainings).hasValue(1);
        }
    }

    @Test
    void hasAKeptOneAtOnce() {
        new DigitClassifier(folder, new TinyTraining(TinyClassifier::onnx)).onnx();
        try (BackgroundClassifier digits = background(TinyClassifier::onnx)) {
            assertThat(digits.onnxIfReady()).hasValue(TinyClassifier.onnx());
            assertThat(trainings).hasValue(0);
        }
    }

    @Test
    void triesATrainingThatFailsOnlyOnce() {
        try (BackgroundClassifier digits = background(() -> {
            throw new IllegalStateException("for the test");
        })) {
            assertThat(digits.onnxIfReady()).isEmpty();
            awaitTrainersEnd();
            assertThat(digits.onnxIfReady()).isEmpty();
            assertThat(trainings).hasValue(1);
        }
    }

    @Test
    void closingEndsATrainingAndLeavesNoFile() {
        BackgroundClassifier digits = background(this::madeWhenToldTo);
        assertThat(digits.onnxIfReady()).isEmpty();
        awaitTrainer();

        digits.close();

        awaitTrainersEnd();
        assertThat(digits.onnxIfReady()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void closesUnused() {
        background(TinyClassifier::onnx).close();
        assertThat(trainings).hasValue(0);
    }

    private byte[] madeWhenToldTo() {
        try {
            goOn.await();
            return TinyClassifier.onnx();
        } catch (InterruptedException e) {
            // As the real training does.
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private void awaitTrainer() {
        await().atMost(PATIENCE).until(() -> trainer.isPresent());
    }

    private void awaitTrainersEnd() {
        await().atMost(PATIENCE)
                .until(() -> trainer.filter(thread -> !thread.isAlive()).isPresent());
    }

    private BackgroundClassifier background(Supplier<byte[]> made) {
        return new BackgroundClassifier(new DigitClassifier(folder, new TinyTraining(() -> {
            trainer = Optional.of(Thread.currentThread());
            trainings.incrementAndGet();
            return made.get();
        })));
    }
}
