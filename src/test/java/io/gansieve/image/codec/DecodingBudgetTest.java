package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
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
                all.add(threads.submit(() -> budget.during(heap, Long.MAX_VALUE, () -> {
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
}
