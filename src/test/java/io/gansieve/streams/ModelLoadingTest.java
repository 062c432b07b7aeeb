package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gansieve.scoring.onnx.ModelRefusedException;
import io.gansieve.scoring.onnx.Refusal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ModelLoadingTest {
    private record Model(int bytes) implements AutoCloseable {
        @Override
        public void close() {}
    }

    private static void assertTooSlow(ModelLoading<Model> loading) {
        assertThatExceptionOfType(ModelRefusedException.class)
                .isThrownBy(() -> loading.load(new byte[1]))
                .matches(refused -> refused.refusal() == Refusal.TOO_SLOW);
    }

    @Test
    void waitsForNoModelLongerThanItsDeadline() {
        CountDownLatch ends = new CountDownLatch(1);
        ModelLoading<Model> loading = new ModelLoading<>(
                onnx -> {
                    if (onnx.length == 1) {
                        await(ends);
                    }
                    return new Model(onnx.length);
                },
                Duration.ofMillis(300));

        assertThat(loading.isHung()).isFalse();
        assertTooSlow(loading);
        assertThat(loading.isHung()).isTrue();
        assertTooSlow(loading);

        ends.countDown();
        Awaitility.await().until(() -> !loading.isHung());
        assertThat(loading.load(new byte[2]).bytes()).isEqualTo(2);
    }

    @Test
    void refusesWhatFailsInWhateverWay() {
        ModelLoading<Model> loading = new ModelLoading<>(
                onnx -> {
                    throw new IllegalStateException("the session");
                },
                Duration.ofMinutes(1));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> loading.load(new byte[1]))
                .withMessageContaining("the session");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
