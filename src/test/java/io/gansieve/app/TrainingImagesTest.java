package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.Png;
import io.gansieve.image.codec.AnimatedGif;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.replay.ReplayBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingImagesTest {
    @TempDir
    private Path folder;

    @Test
    void takeNothingOfAnimations() throws IOException {
        byte[] png = Png.encode(Image.of(ImageShape.MNIST, new byte[ImageShape.MNIST.size()]));
        Files.write(folder.resolve("a.png"), png);
        String without = summary();
        Files.write(folder.resolve("b.gif"), AnimatedGif.ofPngs(List.of(png, png), Duration.ofMillis(100)));

        assertThat(summary()).isEqualTo(without).startsWith("1 real images of own, sha256 ");
    }

    private String summary() throws IOException {
        TrainingImages images =
                new TrainingImages(new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE), new ReplayBuffer(1 << 20, 1));
        images.read(new TrainingInput(Label.REAL, "own", folder.toString()));
        return images.summaries().get(0);
    }
}
