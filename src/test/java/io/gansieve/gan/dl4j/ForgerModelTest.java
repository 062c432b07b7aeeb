package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.Quantisation;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each forger on known data: crosses and squares of 8×8, at two places and two levels each. */
class ForgerModelTest {
    private static final TrainingConfig CONFIG = TestConfigs.defaults(ImageShape.parse("8x8x1"));
    private static final List<Image> KNOWN = shapes();
    private static final int STEPS = 500;

    /** The mean distance of so many images is known to some hundredths. */
    private static final int IMAGES = 400;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GAN")
    void learnsWhatItIsShown(Forger forger) {
        try (ForgerModel model = make(forger);
                Scratch scratch = new Scratch()) {
            Noise noise = trained(model, scratch, STEPS);
            List<float[]> images = scratch.step(() -> model.sample(IMAGES, noise));
            List<float[]> practice = scratch.step(() -> model.practice(IMAGES, noise));
            double ofNoise = distance(TestImages.noise(CONFIG.shape(), IMAGES, 3).stream()
                    .map(Quantisation::planes)
                    .toList());
            assertThat(distance(images)).isLessThan(ofNoise / 2);
            assertThat(distance(practice)).isLessThan(ofNoise / 2);
            assertThat(new Pixels(CONFIG.shape()).quantised(images).stream().distinct())
                    .hasSizeGreaterThan(3);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GAN")
    void goesThroughASnapshotAndGivesTheSameBits(Forger forger) {
        try (ForgerModel one = make(forger);
                ForgerModel same = make(forger);
                ForgerModel loaded = make(forger);
                Scratch scratch = new Scratch()) {
            trained(one, scratch, 5);
            trained(same, scratch, 5);
            Map<String, float[]> tensors = new TreeMap<>();
            one.save(tensors);
            assertThat(tensors.keySet()).allMatch(name -> name.startsWith(forger.text() + "."));
            assertThat(loaded.ready()).isFalse();
            loaded.load(new GanSnapshot(1, 1, tensors));
            assertThat(loaded.ready()).isTrue();
            List<float[]> images = sample(one, scratch);
            assertThat(sample(same, scratch)).usingRecursiveComparison().isEqualTo(images);
            // A mixture's numbers are stored in single precision.
            assertThat(quantised(sample(loaded, scratch)))
                    .usingElementComparator(ForgerModelTest::compare)
                    .containsExactlyElementsOf(quantised(images));

            loaded.load(new GanSnapshot(1, 1, Map.of()));
            assertThat(loaded.ready()).isFalse();
            loaded.begin(KNOWN, false, new SplittableRandom(1));
            assertThat(loaded.ready()).isTrue();
        }
    }

    @Test
    void readsItsNamesOnly() {
        for (Forger forger : Forger.values()) {
            assertThat(Forger.parse(forger.text())).isEqualTo(forger);
        }
        assertThat(catchThrowable(() -> Forger.parse("glow")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("forger must be one of gan, vae, gmm,")
                .hasMessageEndingWith(": glow");
    }

    private static int compare(Image left, Image right) {
        for (int i = 0; i < left.shape().size(); i++) {
            if (Math.abs(left.at(i) - right.at(i)) > 1) {
                return left.at(i) - right.at(i);
            }
        }
        return 0;
    }

    private static List<Image> quantised(List<float[]> rows) {
        return new Pixels(CONFIG.shape()).quantised(rows);
    }

    private static List<float[]> sample(ForgerModel model, Scratch scratch) {
        return scratch.step(() -> model.sample(10, new Noise(new SplittableRandom(7))));
    }

    private static ForgerModel make(Forger forger) {
        return new Forgers(CONFIG, new Architecture(CONFIG)).make(forger);
    }

    private static Noise trained(ForgerModel model, Scratch scratch, int steps) {
        Noise noise = new Noise(new SplittableRandom(2));
        model.initialise(new SplittableRandom(1));
        scratch.step(() -> {
            model.begin(KNOWN, true, noise.random());
            return true;
        });
        for (int step = 0; step < steps; step++) {
            double loss = scratch.step(() -> model.step(KNOWN.subList(0, 32), noise));
            assertThat(loss).isFinite();
        }
        return noise;
    }

    /** Mean over the images of the mean squared distance from the nearest known one. */
    private static double distance(List<float[]> images) {
        return images.stream()
                .mapToDouble(image -> KNOWN.stream()
                        .mapToDouble(known -> squared(image, Quantisation.planes(known)))
                        .min()
                        .orElseThrow())
                .average()
                .orElseThrow();
    }

    private static double squared(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            double difference = Math.max(-1, Math.min(1, left[i])) - right[i];
            sum += difference * difference / left.length;
        }
        return sum;
    }

    private static List<Image> shapes() {
        List<Image> images = new ArrayList<>();
        for (int n = 0; n < 64; n++) {
            boolean cross = n % 2 == 0;
            int from = 1 + n / 2 % 2;
            int level = n / 4 % 2 == 0 ? 255 : 192;
            byte[] pixels = new byte[64];
            for (int i = 0; i < 5; i++) {
                int middle = cross ? from + 2 : from;
                pixels[8 * (from + i) + middle] = (byte) level;
                pixels[8 * middle + from + i] = (byte) level;
                if (!cross) {
                    pixels[8 * (from + i) + from + 4] = (byte) level;
                    pixels[8 * (from + 4) + from + i] = (byte) level;
                }
            }
            images.add(Image.of(CONFIG.shape(), pixels));
        }
        return images;
    }
}
