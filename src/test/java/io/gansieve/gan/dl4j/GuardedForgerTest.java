package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.image.Image;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

final class GuardedForgerTest {
    private static final GanSnapshot BEFORE = new GanSnapshot(0, 0, Map.of("counter", new float[] {10}));

    private final Counter counter = new Counter();
    private final GuardedForger forger = new GuardedForger(counter);
    private final Noise noise = new Noise(new SplittableRandom(1));

    @Test
    void savesWhatItLearned() {
        forger.load(BEFORE);
        step();
        step();
        assertThat(forger.failure()).isEmpty();
        assertThat(saved().get("counter")).containsExactly(12);
    }

    @Test
    void sitsOutAfterALossThatIsNoNumberAndIsFoundAsTheRoundFoundIt() {
        forger.load(BEFORE);
        step();
        counter.loss = () -> Double.NaN;
        assertThat(step()).isZero();
        assertThat(forger.failure()).contains("a loss is not finite");
        assertThat(forger.ready()).isFalse();
        counter.loss = () -> 1;
        assertThat(step()).isZero();
        assertThat(saved().get("counter")).containsExactly(10);

        forger.load(BEFORE);
        assertThat(forger.failure()).isEmpty();
        assertThat(step()).isEqualTo(1);
    }

    @Test
    void sitsOutAfterAnException() {
        forger.load(BEFORE);
        step();
        counter.loss = () -> {
            throw new IllegalStateException("shapes differ\nat length");
        };
        step();
        assertThat(forger.failure()).contains("IllegalStateException: shapes differ");
        assertThat(saved().get("counter")).containsExactly(10);
    }

    @Test
    void beginsAfreshWhereTheFirstStepFails() {
        forger.load(BEFORE);
        counter.loss = () -> Double.NaN;
        step();
        assertThat(saved()).isEmpty();
    }

    @Test
    void beginsAfreshWhereNothingWasHeldBefore() {
        forger.load(new GanSnapshot(0, 0, Map.of()));
        step();
        counter.loss = () -> Double.NaN;
        step();
        assertThat(saved()).isEmpty();
    }

    @Test
    void doesNotSaveWhatTheLastUpdateBroke() {
        forger.load(BEFORE);
        step();
        counter.value = Float.NaN;
        assertThat(saved().get("counter")).containsExactly(10);
        assertThat(forger.failure()).contains("a parameter is not finite");
    }

    @Test
    void sitsOutWhereItCannotForge() {
        forger.load(BEFORE);
        step();
        counter.canForge = false;
        assertThat(forger.practice(3, noise)).isEmpty();
        assertThat(forger.failure()).contains("UnsupportedOperationException: no images");
    }

    @Test
    void passesErrorsOn() {
        forger.load(BEFORE);
        counter.loss = () -> {
            throw new OutOfMemoryError("native");
        };
        assertThatThrownBy(this::step).isInstanceOf(OutOfMemoryError.class);
    }

    private double step() {
        return forger.step(List.of(), noise);
    }

    private Map<String, float[]> saved() {
        Map<String, float[]> tensors = new TreeMap<>();
        forger.save(tensors);
        return tensors;
    }

    /** Counts its steps. */
    private static final class Counter implements ForgerModel {
        private DoubleSupplier loss = () -> 1;
        private boolean canForge = true;
        private boolean ready;
        private float value;

        @Override
        public void initialise(SplittableRandom random) {
            value = 0;
            ready = true;
        }

        @Override
        public void begin(List<Image> reals, boolean refit, SplittableRandom random) {}

        @Override
        public double step(List<Image> reals, Noise noise) {
            value++;
            return loss.getAsDouble();
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public List<float[]> sample(int count, Noise noise) {
            if (!canForge) {
                throw new UnsupportedOperationException("no images");
            }
            return List.of(new float[count]);
        }

        @Override
        public void save(Map<String, float[]> tensors) {
            tensors.put("counter", new float[] {value});
        }

        @Override
        public void load(GanSnapshot snapshot) {
            ready = snapshot.has("counter");
            if (ready) {
                value = snapshot.tensor("counter")[0];
            }
        }

        @Override
        public void close() {}
    }
}
