package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.gan.Softmax;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Mnist;
import io.gansieve.scoring.Classifier;
import io.gansieve.scoring.ClassifierMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassifierTrainingTest {
    @Test
    void learnsDigitsAndTheFileAnswersAsTheNetworkDoes() throws IOException {
        List<LabeledImage> test = digits(Mnist.TEST, 500);
        try (ClassifierTraining training = ClassifierTraining.train(digits(Mnist.TRAIN, 3000), 10, 1)) {
            // A twentieth of the images gives 95 %; a network that has learned nothing has 10 %.
            assertThat(training.accuracy(test)).isGreaterThan(0.9);
            Map<String, String> metadata = new ClassifierMetadata(
                            ClassifierMetadata.SCHEMA, ImageShape.MNIST, 10, training.accuracy(test), 1, "da7a")
                    .toProperties();
            List<Image> images = test.stream().map(LabeledImage::image).toList();
            float[] expected = Softmax.probabilities(training.logits(images), 10);
            try (Classifier classifier = Classifier.load(training.onnx(metadata))) {
                List<float[]> served = classifier.probabilities(images);
                for (int i = 0; i < served.size(); i++) {
                    for (int k = 0; k < 10; k++) {
                        // Single precision, summed in another order.
                        assertThat(served.get(i)[k]).isEqualTo(expected[10 * i + k], within(1e-4f));
                    }
                }
                List<float[]> features = classifier.features(images);
                assertThat(features)
                        .hasSize(500)
                        .allSatisfy(row -> assertThat(row).hasSize(128));
                assertThat(features.get(0)).isNotEqualTo(features.get(1));
            }
        }
    }

    @Test
    void sameSeedSameBits() throws IOException {
        List<LabeledImage> images = digits(Mnist.TRAIN, 300);
        assertThat(file(images, 4)).isEqualTo(file(images, 4)).isNotEqualTo(file(images, 5));
    }

    @Test
    void sameBitsWhateverTrainsBesideIt() throws Exception {
        List<LabeledImage> images = digits(Mnist.TRAIN, 300);
        byte[] alone = file(images, 4);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<byte[]>> together =
                    threads.invokeAll(List.of(() -> file(images, 4), () -> file(images, 5), () -> file(images, 4)));
            assertThat(together.get(0).get()).isEqualTo(alone);
            assertThat(together.get(2).get()).isEqualTo(alone);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesClassesThatItDoesNotHave() throws IOException {
        List<LabeledImage> images = digits(Mnist.TRAIN, 100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassifierTraining.train(images, 9, 1))
                .withMessage("class must be below 9: 9");
        assertThatIllegalArgumentException().isThrownBy(() -> ClassifierTraining.train(List.of(), 9, 1));
    }

    @Test
    void endsWhenItIsInterrupted() throws IOException {
        List<LabeledImage> images = digits(Mnist.TRAIN, 300);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> ClassifierTraining.train(images, 10, 1));
        assertThat(Thread.interrupted()).isTrue();
    }

    private static byte[] file(List<LabeledImage> images, long seed) {
        try (ClassifierTraining training = ClassifierTraining.train(images, 10, seed)) {
            return training.onnx(Map.of());
        }
    }

    private static List<LabeledImage> digits(Mnist part, int count) throws IOException {
        List<Image> images = part.images();
        int[] digits = part.digits();
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> new LabeledImage(images.get(i), Label.REAL, OptionalInt.of(digits[i]), "mnist"))
                .toList());
    }
}
