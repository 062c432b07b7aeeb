package io.gansieve.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitTest {
    @Test
    void dividesEightyTenTen() {
        Map<Split, Integer> counts = new EnumMap<>(Split.class);
        for (int i = 0; i < 10_000; i++) {
            counts.merge(Split.of(Examples.image(i)), 1, Integer::sum);
        }
        // The standard deviation of each count is at most 40; five of them.
        assertThat(counts.getOrDefault(Split.TRAIN, 0)).isBetween(7_800, 8_200);
        assertThat(counts.getOrDefault(Split.CALIBRATE, 0)).isBetween(850, 1_150);
        assertThat(counts.getOrDefault(Split.GATE, 0)).isBetween(850, 1_150);
    }

    @Test
    void staysAsItIsWrittenDown() {
        // Computed once by another program, from the definition in the doc.
        assertThat(Split.of(Image.of(ImageShape.MNIST, new byte[784]))).isEqualTo(Split.GATE);
        assertThat(Split.of(beginningWith(0))).isEqualTo(Split.CALIBRATE);
        assertThat(Split.of(beginningWith(1))).isEqualTo(Split.TRAIN);
        assertThat(Split.of(beginningWith(2))).isEqualTo(Split.GATE);
    }

    private static Image beginningWith(int number) {
        ImageShape shape = new ImageShape(8, 8, 1);
        return Image.of(shape, ByteBuffer.allocate(shape.size()).putInt(number).array());
    }
}
