package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class VaeTest {
    private static final int ROWS = 64;
    private static final int STEPS = 250;

    @Test
    void learnsToMakeImagesLikeThoseItSaw() {
        List<Image> digits = TestImages.digits(2_000);
        Pixels pixels = new Pixels(ImageShape.MNIST);
        Noise noise = new Noise(new SplittableRandom(1));
        try (Vae vae = vae();
                Scratch scratch = new Scratch()) {
            vae.initialise(new SplittableRandom(2));
            double first = scratch.step(() -> vae.step(pixels.unit(digits.subList(0, ROWS)), noise));
            double last = 0;
            for (int i = 1; i <= STEPS; i++) {
                int from = i * ROWS % (digits.size() - ROWS);
                last = scratch.step(() -> vae.step(pixels.unit(digits.subList(from, from + ROWS)), noise));
            }
            // Fair coins for all pixels cost 784·log 2 = 543 nats; the deviation of a batch of 64 is about 5.
            assertThat(first).isGreaterThan(400);
            assertThat(last).isBetween(60.0, 200.0);
            double ink = scratch.step(() -> mean(pixels.scaled(pixels.quantised(vae.sample(500, noise)))));
            double real = scratch.step(() -> mean(pixels.scaled(digits)));
            // On a scale from −1 to 1; so young, its code is not yet distributed as the prior.
            assertThat(ink - real).isBetween(-0.15, 0.15);
        }
    }

    /** The step moves both networks along the bound's gradient: along it the bound falls as much as the gradient says. */
    @Test
    void aSmallStepLowersTheBoundOnItsOwnBatch() {
        List<Image> digits = TestImages.digits(ROWS);
        Pixels pixels = new Pixels(ImageShape.MNIST);
        try (Vae vae = vae();
                Scratch scratch = new Scratch()) {
            vae.initialise(new SplittableRandom(2));
            double before = Double.MAX_VALUE;
            for (int i = 0; i < 10; i++) {
                // The same noise every time, so that only the parameters differ.
                Noise noise = new Noise(new SplittableRandom(3));
                double loss = scratch.step(() -> vae.step(pixels.unit(digits), noise));
                assertThat(loss).isLessThan(before);
                before = loss;
            }
        }
    }

    private static Vae vae() {
        TrainingConfig config = TestConfigs.defaults(ImageShape.MNIST);
        return new Forgers(config, new Architecture(config)).vae();
    }

    private static double mean(INDArray values) {
        return values.meanNumber().doubleValue();
    }
}
