package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.scoring.TinyClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void servesWithoutAPlaceToKeepIt() {
        DigitClassifier homeless = classifier(folder.resolve("missing"));
        assertThat(homeless.onnx()).isEqualTo(TinyClassifier.onnx());
        assertThat(homeless.onnx()).isEqualTo(TinyClassifier.onnx());
        assertThat(trainings).hasValue(1);
    }

    private DigitClassifier classifier(Path place) {
        return new DigitClassifier(place, () -> {
            trainings.incrementAndGet();
            return TinyClassifier.onnx();
        });
    }
}
