package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClosingTest {
    @Test
    void closesTheOthersAndTellsOfAnInterrupt() {
        List<String> closed = new ArrayList<>();
        Closing closing = new Closing();
        closing.add(
                () -> closed.add("first, interrupted: " + Thread.currentThread().isInterrupted()));
        closing.add(() -> {
            throw new InterruptedException("while waiting");
        });
        closing.add(() -> {
            throw new IllegalStateException("broken");
        });
        closing.close();
        assertThat(closed).containsExactly("first, interrupted: false");
        assertThat(Thread.interrupted()).isTrue();
    }
}
