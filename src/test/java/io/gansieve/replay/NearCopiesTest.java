package io.gansieve.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.ImageSource;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearCopiesTest {
    private final ReplayBuffer buffer = new ReplayBuffer(1 << 30, 1);
    private final SplittableRandom random = new SplittableRandom(1);

    private static List<Image> digits(int count) throws IOException {
        ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageFit.REJECT);
        List<Image> digits = new ArrayList<>();
        try (ImageSource files = ImageSource.open("mnist:train")) {
            while (digits.size() < count) {
                digits.add(((DecodeResult.Decoded)
                                decoder.decode(files.next().orElseThrow().bytes()))
                        .image());
            }
        }
        return digits;
    }

    /** Smooth shapes of many sizes, as photographs have them. */
    private static Image scene(int seed, int side) {
        SplittableRandom random = new SplittableRandom(seed);
        ImageShape shape = new ImageShape(side, side, 3);
        double[] waves = random.doubles(24, -1, 1).toArray();
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / 3;
            int row = pixel / side;
            double x = pixel % side / (double) side;
            double y = row / (double) side;
            double sum = 0;
            for (int wave = 0; wave < waves.length; wave += 3) {
                sum += waves[wave] * Math.cos(20 * (waves[wave + 1] * x + waves[wave + 2] * y) + wave + i % 3);
            }
            pixels[i] = (byte) Math.max(0, Math.min(255, 128 + 50 * sum));
        }
        return Image.of(shape, pixels);
    }

    private static Image each(Image image, IntUnaryOperator change) {
        byte[] pixels = new byte[image.shape().size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, change.applyAsInt(image.at(i))));
        }
        return Image.of(image.shape(), pixels);
    }

    private List<UnaryOperator<Image>> harmless() {
        return List.of(
                image -> image,
                image -> each(image, pixel -> pixel & 0xfe),
                image -> each(image, pixel -> pixel ^ 1),
                image -> each(image, pixel -> pixel + random.nextInt(3) - 1),
                image -> each(image, pixel -> pixel + random.nextInt(5) - 2),
                image -> each(image, pixel -> pixel <= 4 ? 0 : pixel),
                new Corruption.Jpeg(95)::apply);
    }

    private static Example example(String id, Image image, Label label) {
        return new Example(id, new LabeledImage(image, label, OptionalInt.empty(), "camera"), 0, 0, 0);
    }

    private void knowsCopiesOf(List<Image> images) {
        for (int i = 0; i < images.size(); i++) {
            Example example = example("id-" + i, images.get(i), Label.REAL);
            assertThat(buffer.standing(example)).isEqualTo(Standing.NEW);
            assertThat(buffer.offer(example)).isNotEmpty();
        }
        for (int i = 0; i < images.size(); i++) {
            for (UnaryOperator<Image> change : harmless()) {
                Image copy = change.apply(images.get(i));
                assertThat(buffer.nearest(copy)).map(Example::id).contains("id-" + i);
                assertThat(buffer.offer(example("copy", copy, Label.REAL))).isEmpty();
                assertThat(buffer.standing(example("copy", copy, Label.REAL))).isEqualTo(Standing.DUPLICATE);
                assertThat(buffer.standing(example("copy", copy, Label.GENERATED)))
                        .isEqualTo(Standing.CONTRADICTION);
            }
        }
        assertThat(count()).isEqualTo(images.size());
    }

    private int count() {
        int count = 0;
        for (Split split : Split.values()) {
            count += buffer.count(split, Label.REAL) + buffer.count(split, Label.GENERATED);
        }
        return count;
    }

    @Test
    void takesEachDigitOnceInWhateverSplitItsCopiesLie() throws IOException {
        knowsCopiesOf(digits(1_000));
    }

    @Test
    void takesEachLargeImageOnce() {
        knowsCopiesOf(IntStream.range(0, 100).mapToObj(seed -> scene(seed, 96)).toList());
    }

    @Test
    void correctsTheLabelOfAnIdAndTakesACopyOnceTheFirstIsForgotten() {
        Image image = scene(1, 32);
        buffer.offer(example("one", image, Label.REAL));
        assertThat(buffer.standing(example("one", image, Label.GENERATED))).isEqualTo(Standing.CORRECTION);
        assertThat(buffer.offer(example("one", image, Label.GENERATED))).isNotEmpty();
        assertThat(buffer.standing(example("two", image, Label.REAL))).isEqualTo(Standing.CONTRADICTION);

        buffer.forget("one");
        assertThat(buffer.nearest(image)).isEmpty();
        assertThat(buffer.offer(example("two", image, Label.REAL))).isNotEmpty();
    }

    @Test
    void findsTheSameAfterARestore() {
        ReplayBuffer other = new ReplayBuffer(1 << 30, 1);
        for (int i = 0; i < 50; i++) {
            Image image = scene(i / 2, 16);
            Image near = each(image, pixel -> pixel + random.nextInt(3) - 1);
            Example example = example("id-" + i, i % 2 == 0 ? image : near, Label.REAL);
            buffer.offer(example)
                    .forEach(change ->
                            other.restore(change.slot(), change.example().orElseThrow()));
        }
        other.restore(buffer.counters());
        for (int i = 0; i < 25; i++) {
            assertThat(other.nearest(scene(i, 16)))
                    .isEqualTo(buffer.nearest(scene(i, 16)))
                    .isPresent();
        }
        assertThat(count()).isEqualTo(25);
    }

    @Test
    void searchesAsABruteForceSearchDoes() {
        NearIndex index = new NearIndex();
        List<Example> held = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int level = i % 20 * 3;
            Example example = example("id-" + i, each(scene(0, 12), pixel -> level + random.nextInt(9)), Label.REAL);
            index.add(example);
            held.add(example);
        }
        held.subList(0, 100).forEach(index::remove);
        for (Example asked : held) {
            double nearest = held.subList(100, 400).stream()
                    .mapToDouble(example -> difference(example, asked))
                    .min()
                    .orElseThrow();
            if (nearest <= NearIndex.NEAR) {
                assertThat(index.nearest(asked.image().image()))
                        .hasValueSatisfying(
                                found -> assertThat(difference(found, asked)).isEqualTo(nearest));
            } else {
                assertThat(index.nearest(asked.image().image())).isEmpty();
            }
        }
    }

    private static double difference(Example one, Example other) {
        Image a = one.image().image();
        Image b = other.image().image();
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += Math.pow(a.at(i) - b.at(i), 2);
        }
        return Math.sqrt(sum / a.shape().size());
    }
}
