package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecodingBudgetTest {
    private static final DecodingRules DEFAULT = DecodingRules.DEFAULT;

    private static DecodingBudget ofHeap(int mebibytes, int parts, DecodingRules rules) {
        return DecodingBudget.ofHeap((long) mebibytes << 20, parts, rules, ImageShape.MNIST, ImageFit.RESIZE);
    }

    @Test
    void fitsTheDefaultRulesIntoTheHeapsThatTheLauncherGives() {
        assertThat(ofHeap(2048, 4, DEFAULT)).isNotNull();
        assertThat(ofHeap(1024, 4, DEFAULT)).isNotNull();
        assertThat(ofHeap(512, 2, DEFAULT)).isNotNull();
    }

    @Test
    void saysHowMuchHeapIsNeeded() {
        DecodingRules large = new DecodingRules(108_000_000, DEFAULT.animations(), 8);

        assertThatThrownBy(() -> ofHeap(1024, 4, large))
                .hasMessageContaining("image.max-pixels: decoding 108000000 pixels needs a heap of")
                .hasMessageContaining("this one has 1024 MiB");
        assertThat(ofHeap(1800, 4, large)).isNotNull();
    }

    @Test
    void letsWhoeverAsksForMoreThanThereIsGoAlone() throws Exception {
        DecodingBudget budget = new DecodingBudget(1 << 20);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                long heap = i % 2 == 0 ? 100L << 20 : 700 << 10;
                all.add(threads.submit(() -> budget.during(0, heap, Long.MAX_VALUE, () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    return running.decrementAndGet();
                })));
            }
            for (Future<Integer> one : all) {
                one.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void decodesOneLargeFileAtATimeAndSmallOnesBeside() throws Exception {
        DecodingBudget budget = new DecodingBudget(1 << 30).ofLarge(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CountDownLatch ends = new CountDownLatch(1);
        try {
            CountDownLatch begun = new CountDownLatch(1);
            Future<Integer> first = threads.submit(() -> budget.during(50_000_000, 1, 1, () -> {
                begun.countDown();
                return wait(ends);
            }));
            begun.await();
            Future<Integer> second = threads.submit(() -> budget.during(50_000_000, 1, 1, () -> 2));

            assertThat(budget.during(784, 1, 1, () -> 3)).isEqualTo(3);
            assertThat(first.isDone() || second.isDone()).isFalse();
            ends.countDown();
            assertThat(first.get(1, TimeUnit.MINUTES) + second.get(1, TimeUnit.MINUTES))
                    .isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
