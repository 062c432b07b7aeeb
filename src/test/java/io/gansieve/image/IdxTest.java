package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.image.codec.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class IdxTest {
    static byte[] images(List<Image> images) {
        ImageShape shape = images.get(0).shape();
        boolean grey = shape.channels() == 1;
        ByteBuffer file = ByteBuffer.allocate((grey ? 16 : 20) + images.size() * shape.size());
        file.putInt(grey ? 0x0803 : 0x0804)
                .putInt(images.size())
                .putInt(shape.height())
                .putInt(shape.width());
        if (!grey) {
            file.putInt(shape.channels());
        }
        images.forEach(image -> file.put(image.pixels()));
        return file.array();
    }

    static byte[] labels(int... labels) {
        ByteBuffer file = ByteBuffer.allocate(8 + labels.length).putInt(0x0801).putInt(labels.length);
        for (int label : labels) {
            file.put((byte) label);
        }
        return file.array();
    }

    static byte[] gzipped(byte[] file) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(file);
        }
        return zipped.toByteArray();
    }

    private static List<Image> read(byte[] file) throws IOException {
        return IdxImages.readAll("x.idx", new ByteArrayInputStream(file));
    }

    private static List<Image> two(int channels) {
        ImageShape shape = new ImageShape(8, 9, channels);
        return List.of(Fixtures.random(shape, 1), Fixtures.random(shape, 2));
    }

    @Test
    void readsGreyAndColourGzippedOrNot() throws IOException {
        for (int channels : new int[] {1, 3}) {
            assertThat(read(images(two(channels)))).isEqualTo(two(channels));
            assertThat(read(gzipped(images(two(channels))))).isEqualTo(two(channels));
        }
        assertThat(IdxLabels.readAll("y", new ByteArrayInputStream(gzipped(labels(3, 255)))))
                .containsExactly(3, 255);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        byte[] file = images(two(1));
        assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length - 5)))
                .isInstanceOf(IOException.class)
                .hasMessage("x.idx: truncated in image 1 of 2, expected 72 bytes, found 67");
        assertThatThrownBy(() -> read(Arrays.copyOf(file, 7))).hasMessageContaining("number of images");
        byte[] zipped = gzipped(file);
        assertThatThrownBy(() -> read(Arrays.copyOf(zipped, zipped.length / 2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void refusesOtherMagicLyingHeadersAndTrailingBytes() {
        byte[] file = images(two(1));
        assertThatThrownBy(() -> read(labels(1, 2))).hasMessageContaining("found 00000801");
        assertThatThrownBy(() -> IdxLabels.readAll("y", new ByteArrayInputStream(file)))
                .hasMessageContaining("found 00000803");
        byte[] negative = file.clone();
        negative[4] = -1;
        assertThatThrownBy(() -> read(negative)).hasMessageContaining("found -16777214");
        byte[] wide = file.clone();
        wide[12] = 1;
        assertThatThrownBy(() -> read(wide)).isInstanceOf(IOException.class).hasMessageContaining("16777225");
        byte[] many = labels(1, 2);
        many[4] = 0x7f;
        assertThatThrownBy(() -> IdxLabels.readAll("y", new ByteArrayInputStream(many)))
                .hasMessageContaining("expected 2130706434 bytes, found 2");
        assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length + 1))).hasMessageContaining("found more");
    }

    @Test
    void bringsMnistAlong() throws IOException {
        List<Image> images = Mnist.TEST.images();
        int[] digits = Mnist.TEST.digits();
        assertThat(images).hasSize(10_000);
        assertThat(digits).hasSize(10_000).startsWith(7, 2, 1, 0, 4);
        assertThat(images.get(0).shape()).isEqualTo(ImageShape.MNIST);
    }
}
