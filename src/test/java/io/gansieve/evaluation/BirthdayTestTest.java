package io.gansieve.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BirthdayTestTest {
    @Test
    void sizesASupportOf100ByItsBirthdays() {
        SplittableRandom random = new SplittableRandom(1);
        List<float[]> images = Stream.generate(() -> new float[] {random.nextInt(100), 0})
                .limit(4000)
                .toList();
        // Two of 12 among 100 share a birthday with probability .497, of 13 with .56; sizes are tried in steps of √2.
        assertThat(BirthdayTest.of(images, 0.5, 1).duplicateSize().orElseThrow())
                .isBetween(11, 16);
    }

    @Test
    void findsNoDuplicatesWhereAllDiffer() {
        BirthdayTest test = BirthdayTest.of(line(100), 0.5, 3);
        assertThat(test.duplicateSize()).isEmpty();
        assertThat(test.samples()).isEqualTo(100);
    }

    @Test
    void handsOverTheNearestPairsEachImageOnce() {
        List<float[]> images = List.of(
                new float[] {0, 0}, new float[] {10, 0}, new float[] {0, 1}, new float[] {10, 3}, new float[] {0, 1.5f
                });
        assertThat(BirthdayTest.of(images, 0.1, 5).nearest())
                .containsExactly(new BirthdayTest.Pair(2, 4, 0.5), new BirthdayTest.Pair(1, 3, 3));
    }

    @Test
    void refusesASingleImage() {
        assertThatIllegalArgumentException().isThrownBy(() -> BirthdayTest.of(line(1), 1, 1));
    }

    private static List<float[]> line(int count) {
        return IntStream.range(0, count).mapToObj(i -> new float[] {i, 0}).toList();
    }
}
