package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.Image;
import io.gansieve.image.ImageGrid;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

class AnimatedGifTest {
    private static final Duration PAUSE = Duration.ofMillis(120);
    private static final Image FIRST = Fixtures.random(new ImageShape(8, 10, 1), 1);
    private static final Image SECOND = Fixtures.random(new ImageShape(8, 10, 1), 2);

    @Test
    void greyPicturesKeepTheirValuesAndPlayForEver() throws IOException {
        byte[] gif = AnimatedGif.ofGrids(List.of(List.of(FIRST), List.of(SECOND)), 1, 1, PAUSE);

        ImageReader reader = reader(gif);
        assertThat(reader.getNumImages(true)).isEqualTo(2);
        assertThat(value(reader.read(0), 3, 4)).isEqualTo(FIRST.at(4 * 10 + 3));
        assertThat(value(reader.read(1), 3, 4)).isEqualTo(SECOND.at(4 * 10 + 3));
        IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(1).getAsTree("javax_imageio_gif_image_1.0");
        IIOMetadataNode control = (IIOMetadataNode)
                root.getElementsByTagName("GraphicControlExtension").item(0);
        assertThat(control.getAttribute("delayTime")).isEqualTo("12");
        assertThat(new String(gif, StandardCharsets.ISO_8859_1)).contains("NETSCAPE2.0");
    }

    @Test
    void makesAFilmOfColouredPngs() throws IOException {
        Image red = Fixtures.random(new ImageShape(8, 8, 3), 3);

        ImageReader reader = reader(AnimatedGif.ofPngs(List.of(Png.encode(red), Png.encode(red)), PAUSE));

        assertThat(reader.getNumImages(true)).isEqualTo(2);
        // 64 pixels need no more than 256 colours; the writer may still round each channel.
        assertThat(reader.read(0).getRGB(2, 5) >> 16 & 0xff).isCloseTo(red.at(3 * (5 * 8 + 2)), within(8));
    }

    @Test
    void refusesWhatMakesNoFilm() {
        byte[] png = Png.encode(FIRST);
        byte[] other = Png.encode(Fixtures.random(new ImageShape(9, 9, 1), 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnimatedGif.ofPngs(List.of(), PAUSE))
                .withMessage("a film needs a picture");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnimatedGif.ofPngs(List.of(png, other), PAUSE))
                .withMessage("a film has pictures of one size: 10x8, found 9x9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnimatedGif.ofPngs(List.of(new byte[] {1, 2}), PAUSE))
                .withMessageStartingWith("expected a PNG file");
    }

    /** In the grid, images begin behind a gutter. */
    private static int value(BufferedImage picture, int x, int y) {
        return picture.getRGB(x + ImageGrid.GUTTER, y + ImageGrid.GUTTER) & 0xff;
    }

    private static ImageReader reader(byte[] gif) throws IOException {
        ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(gif));
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(in);
        return reader;
    }
}
