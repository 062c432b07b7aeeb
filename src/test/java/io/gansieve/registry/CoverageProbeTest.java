package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.TrainedRound;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.registry.CoverageConfig.ClassifierUse;
import io.gansieve.scoring.TinyClassifier;
import io.gansieve.scoring.TinyDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoverageProbeTest {
    private static final GanSnapshot SNAPSHOT = new GanSnapshot(0, 0, Map.of());

    /** The averaged generator makes the first five digits; the other one only zeros, all of one brightness. */
    private static final class TwoGenerators implements GanTrainer {
        @Override
        public GanSnapshot initial(long seed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean accepts(GanSnapshot snapshot) {
            return true;
        }

        @Override
        public TrainedRound train(GanSnapshot before, RoundImages images, long round, long seed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CriticFigures criticFigures(GanSnapshot snapshot, List<LabeledImage> reals, long seed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Image> sample(GanSnapshot snapshot, int count, long seed) {
            return images(count, i -> i % 5, seed);
        }

        @Override
        public List<Image> sampleRaw(GanSnapshot snapshot, int count, long seed) {
            return IntStream.range(0, count)
                    .mapToObj(i -> TinyClassifier.image(0, 9))
                    .toList();
        }

        @Override
        public List<Image> forge(GanSnapshot snapshot, Forger forger, int count, long seed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] detectorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] generatorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private final List<LabeledImage> digits = labeled(images(400, i -> i % 10, 1), i -> i % 10);

    @Test
    void measuresTheAveragedAndThePlayingGenerator() {
        RoundCoverage coverage = probe(ClassifierUse.AUTO).measure(SNAPSHOT, digits, digits, 1);
        assertThat(coverage.average().modes()).hasValueSatisfying(modes -> {
            assertThat(modes.samples()).isEqualTo(500);
            assertThat(modes.modesCovered()).isEqualTo(5);
            assertThat(modes.confidentRatio()).isEqualTo(1);
            // Half the digits, all as often: log 2.
            assertThat(modes.reverseKl()).isCloseTo(Math.log(2), within(1e-9));
        });
        assertThat(coverage.raw().modes())
                .hasValueSatisfying(modes -> assertThat(modes.modesCovered()).isEqualTo(1));
        assertThat(coverage.average().bins().orElseThrow().bins()).isEqualTo(20);
        assertThat(coverage.raw().bins().orElseThrow().jensenShannon())
                .isGreaterThan(coverage.average().bins().orElseThrow().jensenShannon());
        assertThat(coverage.summary()).startsWith("modes 5/10, reverse KL 0.693 (floor 0.009), 100 % confident, ");
    }

    @Test
    void sameArgumentsSameFigures() {
        assertThat(probe(ClassifierUse.AUTO).measure(SNAPSHOT, digits, digits, 3))
                .isEqualTo(probe(ClassifierUse.AUTO).measure(SNAPSHOT, digits, digits, 3));
    }

    @Test
    void takesTheDataAsItIsForTheReference() {
        List<LabeledImage> firstFive = labeled(images(400, i -> i % 5, 1), i -> i % 5);
        RoundCoverage coverage = probe(ClassifierUse.AUTO).measure(SNAPSHOT, firstFive, firstFive, 1);
        // Each of the five has 80.5/405 of the data, with half an image for every digit.
        assertThat(coverage.average().modes().orElseThrow().reverseKl()).isCloseTo(Math.log(405 / 402.5), within(1e-9));
    }

    @Test
    void tellsApartOnlyWhatTheClassifierAgreesOn() {
        List<LabeledImage> others = labeled(images(400, i -> i % 10, 1), i -> (i + 1) % 10);
        assertThat(modes(ClassifierUse.AUTO, others)).isFalse();
        assertThat(modes(ClassifierUse.MNIST, others)).isTrue();
        List<LabeledImage> eleven = labeled(images(400, i -> i % 10, 1), i -> i % 11);
        assertThat(modes(ClassifierUse.AUTO, eleven)).isFalse();
        assertThat(modes(ClassifierUse.AUTO, digits.subList(0, 99))).isFalse();
        assertThat(modes(ClassifierUse.NONE, digits)).isFalse();
    }

    @Test
    void goesOnWhereSomebodySendsClassesThatAreNoDigits() {
        List<LabeledImage> poisoned = labeled(images(400, i -> i % 10, 1), i -> i % 3 == 0 ? 1000 + i : i % 10);
        assertThat(modes(ClassifierUse.AUTO, poisoned)).isTrue();
        List<LabeledImage> mostlyOthers = labeled(images(400, i -> i % 10, 1), i -> i % 3 > 0 ? 1000 + i : i % 10);
        assertThat(modes(ClassifierUse.AUTO, mostlyOthers)).isFalse();
    }

    @Test
    void asksForNoClassifierWithoutNeed() {
        CoverageProbe probe =
                new CoverageProbe(new TwoGenerators(), new CoverageConfig(100, ClassifierUse.AUTO), () -> {
                    throw new AssertionError("nobody needs it");
                });
        List<LabeledImage> unclassed = digits.stream()
                .map(image -> new LabeledImage(image.image(), image.label(), OptionalInt.empty(), image.source()))
                .toList();
        assertThat(probe.measure(SNAPSHOT, unclassed, digits, 1).average().modes())
                .isEmpty();
        List<LabeledImage> small = IntStream.range(0, 200)
                .mapToObj(i -> new LabeledImage(TinyDetector.grey(i), Label.REAL, OptionalInt.of(i % 10), "x"))
                .toList();
        assertThat(probe.measure(SNAPSHOT, small, List.of(), 1))
                .isEqualTo(probe.measure(SNAPSHOT, List.of(), List.of(), 1))
                .hasToString("RoundCoverage[average=Generator[modes=Optional.empty, bins=Optional.empty],"
                        + " raw=Generator[modes=Optional.empty, bins=Optional.empty]]");
    }

    @Test
    void tellsOfBinsAloneWhileThereIsNoClassifier() {
        CoverageConfig config = new CoverageConfig(500, ClassifierUse.AUTO);
        RoundCoverage without =
                new CoverageProbe(new TwoGenerators(), config, Optional::empty).measure(SNAPSHOT, digits, digits, 1);
        assertThat(without.average().modes()).isEmpty();
        assertThat(without.raw().modes()).isEmpty();
        assertThat(without.average().bins())
                .isPresent()
                .isEqualTo(probe(ClassifierUse.AUTO)
                        .measure(SNAPSHOT, digits, digits, 1)
                        .average()
                        .bins());
    }

    private static boolean modes(ClassifierUse use, List<LabeledImage> trained) {
        return probe(use)
                .measure(SNAPSHOT, trained, List.of(), 1)
                .average()
                .modes()
                .isPresent();
    }

    private static CoverageProbe probe(ClassifierUse use) {
        return new CoverageProbe(
                new TwoGenerators(), new CoverageConfig(500, use), () -> Optional.of(TinyClassifier.onnx()));
    }

    private static List<LabeledImage> labeled(List<Image> images, IntUnaryOperator classes) {
        return IntStream.range(0, images.size())
                .mapToObj(i ->
                        new LabeledImage(images.get(i), Label.REAL, OptionalInt.of(classes.applyAsInt(i)), "mnist"))
                .toList();
    }

    private static List<Image> images(int count, IntUnaryOperator classes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(TinyClassifier.image(classes.applyAsInt(i), random.nextInt(200)));
        }
        return images;
    }
}
