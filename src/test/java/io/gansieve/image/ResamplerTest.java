package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.codec.Fixtures;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResamplerTest {
    @Test
    void keepsAnImageOfTheSameSize() {
        PixelGrid grid = PixelGrid.of(Fixtures.random(new ImageShape(9, 13, 3), 1));
        assertThat(grid.resizedTo(13, 9)).isSameAs(grid);
    }

    @Test
    void keepsAFlatImageFlatAtEverySize() {
        byte[] flat = new byte[21 * 17 * 3];
        Arrays.fill(flat, (byte) 201);
        PixelGrid grid = new PixelGrid(21, 17, 3, flat);
        for (int size = 1; size < 60; size++) {
            assertThat(grid.resizedTo(size, 60 - size).pixels()).containsOnly((byte) 201);
        }
    }

    @Test
    void countsEverySourcePixelWhenItShrinks() {
        byte[] line = new byte[100];
        for (int i = 0; i < 100; i += 2) {
            line[i] = (byte) 255;
        }
        byte[] small = new PixelGrid(100, 1, 1, line).resizedTo(10, 1).pixels();
        for (byte value : small) {
            assertThat(value & 0xff).isBetween(120, 135);
        }
    }

    @Test
    void interpolatesWhenItGrows() {
        byte[] grown =
                new PixelGrid(2, 1, 1, new byte[] {0, 100}).resizedTo(4, 1).pixels();
        assertThat(grown).containsExactly(0, 25, 75, 100);
    }
}
