package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
    @Test
    void leavesWorkAloneThatIsDoneInTime() {
        AtomicBoolean done = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();

        TimeLimit.run(Duration.ofDays(1), () -> done.set(true), () -> late.set(true));

        assertThat(done).isTrue();
        assertThat(late).isFalse();
    }

    @Test
    void actsWhileWorkGoesOnForTooLong() {
        CountDownLatch late = new CountDownLatch(1);
        AtomicBoolean released = new AtomicBoolean();

        TimeLimit.run(Duration.ofMillis(1), () -> released.set(await(late)), late::countDown);

        assertThat(released).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
