package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DetectorNetworkTest {
    private static final ImageShape SHAPE = new ImageShape(10, 8, 3);
    private static final float STEP = 2e-5f;

    /** The gradient on the head's input reaches trunk and histogram branch each in its own columns. */
    @Test
    void gradientsOfAllPartsMatchFiniteDifferences() {
        List<Image> images = TestImages.noise(SHAPE, 6, 1);
        SplittableRandom random = new SplittableRandom(2);
        float[] weights = new Noise(random).values(images.size());
        try (DetectorNetwork detector = new DetectorNetwork(SHAPE, new Architecture(TestConfigs.defaults(SHAPE)));
                Scratch scratch = new Scratch()) {
            detector.initialise(random);
            for (Network part : List.of(detector.trunk(), detector.histogram(), detector.head())) {
                float[] gradient = scratch.step(() -> {
                    detector.forward(images, true);
                    detector.backward(Game.column(weights));
                    return Gradients.of(part);
                });
                float[] start = part.parameters();
                float[] way = new Noise(random).values(start.length);
                part.load(moved(start, way, STEP));
                double ahead = scratch.step(() -> value(detector, images, weights));
                part.load(moved(start, way, -STEP));
                double behind = scratch.step(() -> value(detector, images, weights));
                part.load(start);
                double slope = (ahead - behind) / (2 * STEP);
                // Two per cent: kinks of the activations on the way and single precision's rounding of the sums.
                assertThat(dot(gradient, way)).isCloseTo(slope, within(0.02 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    @Test
    void averagesAndCopiesAllParts() {
        SplittableRandom random = new SplittableRandom(2);
        Architecture architecture = new Architecture(TestConfigs.defaults(SHAPE));
        try (DetectorNetwork average = new DetectorNetwork(SHAPE, architecture);
                DetectorNetwork detector = new DetectorNetwork(SHAPE, architecture)) {
            average.initialise(random);
            detector.initialise(random);
            float[] before = average.head().parameters();
            average.averageWith(detector, 0.75);
            float expected = 0.75f * before[0] + 0.25f * detector.head().parameters()[0];
            assertThat(average.head().parameters()[0]).isCloseTo(expected, within(1e-6f));
            average.copy(detector);
            assertThat(average.trunk().parameters()).isEqualTo(detector.trunk().parameters());
            assertThat(average.histogram().parameters())
                    .isEqualTo(detector.histogram().parameters());
        }
    }

    private static double value(DetectorNetwork detector, List<Image> images, float[] weights) {
        return dot(detector.forward(images, true).values(), weights);
    }

    private static float[] moved(float[] start, float[] way, float step) {
        float[] moved = start.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * way[i];
        }
        return moved;
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
