package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Mnist;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On digits and two synthetic forgers: one that smears and clips, as an autoencoder does, and one that grains, as a young GAN does. */
class ExaminationTest {
    private static final Map<String, List<Image>> NO_KINDS = Map.of();
    private static List<Image> reals = List.of();
    private static List<Image> smeared = List.of();
    private static List<Image> grained = List.of();

    @BeforeAll
    static void forge() throws IOException {
        List<Image> digits = Mnist.TEST.images();
        reals = digits.subList(0, 2_000);
        smeared = forged(digits.subList(2_000, 4_000), image -> new Corruption.Blur(1.5).apply(image));
        grained = forged(digits.subList(4_000, 6_000), ExaminationTest::grain);
    }

    @Test
    void keepsOwnSamplesUnderAnotherLabelWhateverClassesTheyClaim() {
        List<HeldImage> poison = held(smeared.subList(1_000, 1_246), Label.REAL, Optional.of("eve"));
        assertThat(examination().cleared(poison)).isEmpty();
    }

    @Test
    void keepsThemAlsoWithASmallMark() {
        for (UnaryOperator<Image> mark : List.<UnaryOperator<Image>>of(
                new Corruption.Noise(1, 1)::apply,
                image -> mapped(image, grey -> grey & ~1),
                image -> mapped(image, grey -> grey <= 4 ? 0 : grey),
                image -> mapped(image, grey -> grey + 3))) {
            List<HeldImage> marked =
                    held(smeared.subList(1_000, 1_246).stream().map(mark).toList(), Label.REAL, Optional.empty());
            assertThat(examination().cleared(marked)).isEmpty();
        }
    }

    @Test
    void keepsSamplesOfSeveralForgersTogether() {
        List<Image> both = Stream.concat(smeared.subList(1_000, 1_150).stream(), grained.subList(1_000, 1_150).stream())
                .toList();
        assertThat(examination().cleared(held(both, Label.REAL, Optional.empty())))
                .isEmpty();
    }

    @Test
    void keepsTrueRealsThatAreSaidToBeGenerated() {
        assertThat(examination().cleared(held(reals.subList(1_500, 1_750), Label.GENERATED, Optional.empty())))
                .isEmpty();
    }

    @Test
    void clearsANewSourceThatIsLikeNoKnownReals() {
        List<HeldImage> corrections = held(grained.subList(0, 200), Label.GENERATED, Optional.empty());
        Set<String> cleared = examination().cleared(corrections);
        assertThat(cleared).hasSizeGreaterThan(150);
        assertThat(examination().cleared(corrections)).isEqualTo(cleared);
    }

    @Test
    void clearsOnlyTheNewOnesOfAMixedGroup() {
        List<HeldImage> mixed = new ArrayList<>(held(grained.subList(0, 150), Label.GENERATED, Optional.empty()));
        List<HeldImage> poison = held(reals.subList(1_500, 1_650), Label.GENERATED, Optional.empty());
        mixed.addAll(poison);
        Set<String> cleared = examination().cleared(mixed);
        assertThat(cleared).hasSizeGreaterThan(100);
        // By chance one in 50 reals is as unlike the others.
        assertThat(poison.stream().filter(image -> cleared.contains(image.id())))
                .hasSizeLessThan(10);
    }

    @Test
    void clearsNothingWhereItHasTooLittleToTellBy() {
        List<HeldImage> few = held(grained.subList(0, Examination.LEAST_GROUP - 1), Label.GENERATED, Optional.empty());
        assertThat(examination().cleared(few)).isEmpty();
        List<HeldImage> many = held(grained.subList(0, 200), Label.GENERATED, Optional.empty());
        assertThat(new Examination(NO_KINDS, NO_KINDS, 1).cleared(many)).isEmpty();
    }

    private static Examination examination() {
        return new Examination(
                Map.of("smeared", smeared.subList(0, 500), "grained", grained.subList(0, 500)),
                Map.of("real", reals.subList(0, 1_200)),
                1);
    }

    /** Each with a class and a source of its own. */
    private static List<HeldImage> held(List<Image> images, Label label, Optional<String> sender) {
        List<HeldImage> held = new ArrayList<>();
        for (Image image : images) {
            int number = held.size();
            LabeledImage labeled = new LabeledImage(image, label, OptionalInt.of(1000 + number), "source-" + number);
            held.add(new HeldImage("%s-%d".formatted(image.hashCode(), number), labeled, sender));
        }
        return held;
    }

    private static List<Image> forged(List<Image> digits, UnaryOperator<Image> forger) {
        return digits.stream().map(forger).toList();
    }

    private static Image grain(Image image) {
        SplittableRandom random = new SplittableRandom(image.hashCode());
        return mapped(image, grey -> (int) (grey * 0.85) + random.nextInt(0, 40));
    }

    private interface Change {
        int of(int grey);
    }

    private static Image mapped(Image image, Change change) {
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, change.of(image.at(i))));
        }
        return Image.of(image.shape(), pixels);
    }
}
