package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SideThreadTest {
    @Test
    void runsStepsInOrderOnAThreadOfItsOwnAndSumsThem() {
        List<Thread> threads = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        try (SideThread side = new SideThread();
                SideThread.Tasks tasks = side.tasks()) {
            for (int i = 0; i < 100; i++) {
                int step = i;
                tasks.add(() -> {
                    threads.add(Thread.currentThread());
                    order.add(step);
                    return step;
                });
            }
            assertThat(tasks.sum()).isEqualTo(4950);
        }
        assertThat(order).isSorted().hasSize(100);
        assertThat(threads).doesNotContain(Thread.currentThread()).containsOnly(threads.get(0));
    }

    @Test
    void throwsWhatAStepThrew() {
        try (SideThread side = new SideThread();
                SideThread.Tasks tasks = side.tasks()) {
            tasks.add(() -> {
                throw new IllegalArgumentException("no such step");
            });
            assertThatThrownBy(tasks::sum)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no such step");
        }
    }

    @Test
    void throwsAnErrorOfTheMachineAsItIs() {
        try (SideThread side = new SideThread();
                SideThread.Tasks tasks = side.tasks()) {
            tasks.add(() -> {
                throw new OutOfMemoryError("native");
            });
            assertThatThrownBy(tasks::sum).isInstanceOf(OutOfMemoryError.class).hasMessage("native");
        }
    }

    @Test
    void closingWaitsForTheRunningStep() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        try (SideThread side = new SideThread()) {
            try (SideThread.Tasks tasks = side.tasks()) {
                tasks.add(() -> {
                    begun.countDown();
                    await(goOn);
                    ended.set(true);
                    return 0;
                });
                await(begun);
                goOn.countDown();
            }
            assertThat(ended).isTrue();
        }
    }

    @Test
    void anInterruptEndsTheWaitAndLeavesTheFlag() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (SideThread side = new SideThread();
                SideThread.Tasks tasks = side.tasks()) {
            tasks.add(() -> {
                await(goOn);
                return 0;
            });
            Thread.currentThread().interrupt();
            assertThatThrownBy(tasks::sum).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            goOn.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
