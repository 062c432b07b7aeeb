package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.Image;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private final Generator generator = TinyGenerator.load();

    @AfterEach
    void close() {
        generator.close();
    }

    @Test
    void walksInACircle() {
        List<List<Image>> film = generator.walk(3, 4, OptionalInt.empty(), 7);

        assertThat(film).hasSize(4).allSatisfy(frame -> assertThat(frame).hasSize(3));
        for (int image = 0; image < 3; image++) {
            for (int i = 0; i < TinyGenerator.LATENTS; i++) {
                // cos and sin change their signs half-way round; each input is cut to the 16th below.
                double first = TinyGenerator.input(film.get(0).get(image), i);
                double opposite = TinyGenerator.input(film.get(2).get(image), i);
                assertThat(opposite).isCloseTo(-first, within(1 / 16.0));
            }
        }
        assertThat(film.get(1)).isNotEqualTo(film.get(0));
    }

    @Test
    void moreFramesPassThroughTheSameImages() {
        List<List<Image>> film = generator.walk(2, 4, OptionalInt.empty(), 7);
        List<List<Image>> finer = generator.walk(2, 8, OptionalInt.empty(), 7);

        for (int frame = 0; frame < 4; frame++) {
            assertThat(finer.get(2 * frame)).isEqualTo(film.get(frame));
        }
        assertThat(generator.walk(2, 4, OptionalInt.empty(), 8)).isNotEqualTo(film);
    }

    @Test
    void keepsTheClassOfEachWalk() {
        // More than one batch.
        List<List<Image>> film = generator.walk(100, 3, OptionalInt.empty(), 7);

        List<Integer> classes = film.get(0).stream().map(TinyGenerator::classOf).toList();
        assertThat(classes).containsOnly(0, 1);
        assertThat(film)
                .allSatisfy(frame ->
                        assertThat(frame.stream().map(TinyGenerator::classOf)).containsExactlyElementsOf(classes));
    }

    @Test
    void walksThroughOneClassWhenAsked() {
        assertThat(generator.walk(5, 2, OptionalInt.of(1), 7))
                .allSatisfy(frame ->
                        assertThat(frame.stream().map(TinyGenerator::classOf)).containsOnly(1));
        assertThatThrownBy(() -> generator.walk(5, 2, OptionalInt.of(2), 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class must be from 0 to 1: 2");
    }

    @Test
    void aLongerListOfSamplesBeginsWithTheShorterOne() {
        assertThat(generator.sample(70, 3)).startsWith(generator.sample(5, 3).toArray(new Image[0]));
    }
}
