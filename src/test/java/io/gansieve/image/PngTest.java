package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.codec.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
    @Test
    void writesFilesThatTheJdkReads() throws IOException {
        Image image = Fixtures.random(new ImageShape(8, 16, 3), 4);
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(image)));
        assertThat(read.getWidth()).isEqualTo(16);
        assertThat(read.getRGB(5, 3) >> 16 & 0xff).isEqualTo(image.at(3 * (3 * 16 + 5)));
    }

    @Test
    void laysAGridOut() throws IOException {
        Image image = Fixtures.random(new ImageShape(8, 10, 1), 4);
        byte[] png = ImageGrid.png(Collections.nCopies(5, image), 3, 2);

        BufferedImage grid = ImageIO.read(new ByteArrayInputStream(png));

        assertThat(grid.getWidth()).isEqualTo(3 * (20 + 2) + 2);
        assertThat(grid.getHeight()).isEqualTo(2 * (16 + 2) + 2);
        assertThat(grid.getRaster().getSample(0, 0, 0)).isEqualTo(128);
        assertThat(grid.getRaster().getSample(2 + 22 + 19, 2 + 18 + 15, 0)).isEqualTo(image.at(79));
        assertThat(grid.getRaster().getSample(2 + 44 + 1, 2 + 18 + 1, 0)).isEqualTo(128);
    }

    @Test
    void refusesAGridOfNothingOrOfTwoShapes() {
        Image image = Fixtures.random(ImageShape.MNIST, 4);
        Image other = Fixtures.random(new ImageShape(8, 8, 1), 4);
        assertThatIllegalArgumentException().isThrownBy(() -> ImageGrid.png(List.of(), 3));
        assertThatIllegalArgumentException().isThrownBy(() -> ImageGrid.png(List.of(image, other), 3));
    }
}
