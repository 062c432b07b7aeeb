package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassifierTest {
    @Test
    void answersEveryImageInOrder() {
        List<Image> images = IntStream.range(0, 150)
                .mapToObj(i -> TinyClassifier.image(i % TinyClassifier.CLASSES, 0))
                .toList();
        try (Classifier classifier = Classifier.load(TinyClassifier.onnx())) {
            List<float[]> probabilities = classifier.probabilities(images);
            assertThat(probabilities).hasSize(150);
            for (int i = 0; i < 150; i++) {
                float[] expected = new float[TinyClassifier.CLASSES];
                expected[i % TinyClassifier.CLASSES] = 1;
                assertThat(probabilities.get(i)).containsExactly(expected);
            }
            assertThat(classifier.probabilities(List.of())).isEmpty();
            assertThat(classifier.metadata().testAccuracy()).isEqualTo(0.99);
        }
    }

    @Test
    void readsFilesOfEarlierReleasesWhichGiveNoFeatures() {
        try (Classifier classifier = Classifier.load(TinyClassifier.onnx())) {
            assertThat(classifier.hasFeatures()).isFalse();
            assertThatIllegalStateException()
                    .isThrownBy(() -> classifier.features(List.of(TinyClassifier.image(1, 0))))
                    .withMessage("this classifier's file gives no features: it must be made again");
        }
    }

    @Test
    void refusesImagesOfAnotherShape() {
        try (Classifier classifier = Classifier.load(TinyClassifier.onnx())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> classifier.probabilities(List.of(TinyDetector.grey(1))))
                    .withMessage("expected an image of 28x28x1, found 8x10x1");
        }
    }

    @Test
    void refusesFilesThatAreNoClassifier() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Classifier.load("text".getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("expected an ONNX file, found a broken model");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Classifier.load(TinyDetector.onnx(ImageShape.MNIST, 1, 0, Map.of())))
                .withMessage("a classifier's metadata must hold gansieve.classifier.schema");
        byte[] twoClasses = TinyClassifier.onnx(
                new ClassifierMetadata(ClassifierMetadata.SCHEMA, ImageShape.MNIST, 2, 0.99, 1, ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Classifier.load(twoClasses))
                .withMessage("expected 2 probabilities an image, found 20 for 2 images");
    }

    @Test
    void readsOnlyItsOwnSchema() {
        ClassifierMetadata metadata =
                new ClassifierMetadata(ClassifierMetadata.SCHEMA, ImageShape.MNIST, 10, 0.9871, 4, "da7a");
        assertThat(ClassifierMetadata.fromProperties(metadata.toProperties())).isEqualTo(metadata);
        Map<String, String> newer = new LinkedHashMap<>(metadata.toProperties());
        newer.put("gansieve.classifier.schema", "2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassifierMetadata.fromProperties(newer))
                .withMessage("gansieve.classifier.schema must be 1: 2");
    }
}
