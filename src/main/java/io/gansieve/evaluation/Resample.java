package io.gansieve.evaluation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How often each image counts: once, or as often as a bootstrap drew it. Strata keep their sizes. */
final class Resample {
    private final int[] real;
    private final int[] generated;

    private Resample(int reals, int generated) {
        this.real = new int[reals];
        this.generated = new int[generated];
    }

    /** Every image once. */
    static Resample identity(int reals, int generated) {
        Resample once = new Resample(reals, generated);
        Arrays.fill(once.real, 1);
        Arrays.fill(once.generated, 1);
        return once;
    }

    /** As many reals and as many generated images, drawn with replacement. */
    static Resample draw(int reals, int generated, RandomGenerator random) {
        Resample drawn = new Resample(reals, generated);
        for (int i = 0; i < reals; i++) {
            drawn.real[random.nextInt(reals)]++;
        }
        for (int i = 0; i < generated; i++) {
            drawn.generated[random.nextInt(generated)]++;
        }
        return drawn;
    }

    int real(int image) {
        return real[image];
    }

    int generated(int image) {
        return generated[image];
    }

    int reals() {
        return real.length;
    }

    int generated() {
        return generated.length;
    }
}
