package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.scoring.TinyClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DigitClassifierTest {
    @TempDir
    Path folder;

    private final AtomicInteger trainings = new AtomicInteger();
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve(DigitClassifier.FILE);
    }

    @Test
    void trainsOnceForAFolder() throws IOException {
        DigitClassifier first = classifier(folder);
        assertThat(first.onnx()).isEqualTo(TinyClassifier.onnx());
        assertThat(first.onnx()).isEqualTo(TinyClassifier.onnx());
        assertThat(Files.readAllBytes(file)).isEqualTo(TinyClassifier.onnx());
        assertThat(classifier(folder).onnx()).isEqualTo(TinyClassifier.onnx());
        assertThat(trainings).hasValue(1);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    }

    @Test
    void makesADamagedFileAgain() throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        assertThat(classifier(folder).onnx()).isEqualTo(TinyClassifier.onnx());
        assertThat(Files.readAllBytes(file)).isEqualTo(TinyClassifier.onnx());
        assertThat(trainings).hasValue(1);
    }

    @Test
    void makesAFileOfAnotherRecipeOrOtherImagesAgain() throws IOException {
        for (byte[] other : List.of(
                TinyClassifier.onnx(TinyClassifier.RECIPE - 1, TinyClassifier.DATA_SHA256),
                TinyClassifier.onnx(TinyClassifier.RECIPE, "07e4"))) {
            Files.write(file, other);
            trainings.set(0);
            assertThat(classifier(folder).onnxIfKept()).isEmpty();
            assertThat(classifier(folder).onnx()).isEqualTo(TinyClassifier.onnx());
            assertThat(classifier(folder).onnxIfKept()).hasValue(TinyClassifier.onnx());
            assertThat(trainings).hasValue(1);
        }
    }

    @Test
    void knowsTheImagesThatItComesWith() throws IOException {
        // cat train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz | sha256sum
        assertThat(new DigitTraining().dataSha256())
                .isEqualTo("b80e9476219888e4532324a0729ba786bc35ecb593286b2b46ec8daf15b4ad76");
    }

    @Test
    void servesWithoutAPlaceToKeepIt() {
        DigitClassifier homeless = classifier(folder.resolve("missing"));
        assertThat(homeless.onnx()).isEqualTo(TinyClassifier.onnx());
        assertThat(homeless.onnx()).isEqualTo(TinyClassifier.onnx());
        assertThat(trainings).hasValue(1);
    }

    private DigitClassifier classifier(Path place) {
        return new DigitClassifier(place, new TinyTraining(() -> {
            trainings.incrementAndGet();
            return TinyClassifier.onnx();
        }));
    }
}
