package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.GeneratorSettings;
import io.gansieve.gan.LatentPrior;
import io.gansieve.gan.Model;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file that serves answers as the network that was trained. */
class OnnxExportTest {
    private static final int STEPS = 4;
    private static final int BATCH = 16;
    private static final int IMAGES = 48;

    /** Both sum the same products in another order: single precision leaves about 1e-6 of values up to 10. */
    private static final float TOLERANCE = 1e-4f;

    @ParameterizedTest
    @ValueSource(strings = {"28x28x1", "32x32x3", "30x22x1", "8x64x3"})
    void detectorInOnnxRuntimeEqualsTheTrainedNetwork(String text) throws OrtException {
        TrainingConfig config = config(ImageShape.parse(text));
        List<Image> images = images(config.shape());
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config);
                DetectorNetwork network = new DetectorNetwork(config.shape(), new Architecture(config))) {
            GanSnapshot snapshot = trained(trainer, config);
            network.loadAverage(snapshot);
            try (OnnxModel model = new OnnxModel(trainer.detectorOnnx(snapshot, Map.of("schema", "1", "note", "ä")));
                    Scratch scratch = new Scratch()) {
                OnnxModel.Detection expected = scratch.step(() -> detect(network, images));
                OnnxModel.Detection served = model.detect(images);

                assertThat(served.logits()).containsExactly(expected.logits(), within(TOLERANCE));
                for (int i = 0; i < images.size(); i++) {
                    float[] features = served.features()[i];
                    assertThat(Arrays.copyOf(features, GanTrainer.LEARNED_FEATURES))
                            .containsExactly(expected.features()[i], within(TOLERANCE));
                    assertThat(Arrays.copyOfRange(features, GanTrainer.LEARNED_FEATURES, features.length))
                            .hasSizeBetween(8, 8 * 8 * 3)
                            .satisfies(thumbnail -> assertThat(mean(thumbnail)).isBetween(0.0, 1.0));
                }
                assertThat(model.metadata()).containsEntry("schema", "1").containsEntry("note", "ä");
            }
        }
    }

    @Test
    void theThumbnailIsTheMeanOfSquares() throws OrtException {
        TrainingConfig config = config(ImageShape.MNIST);
        Image image = TestImages.unseenDigits(1).get(0);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config);
                OnnxModel model = new OnnxModel(trainer.detectorOnnx(trainer.initial(1), Map.of()))) {
            float[] features = model.detect(List.of(image)).features()[0];
            assertThat(features).hasSize(GanTrainer.LEARNED_FEATURES + 7 * 7);
            for (int square = 0; square < 49; square++) {
                float sum = 0;
                for (int pixel = 0; pixel < 16; pixel++) {
                    sum += image.at((square / 7 * 4 + pixel / 4) * 28 + square % 7 * 4 + pixel % 4);
                }
                assertThat(features[GanTrainer.LEARNED_FEATURES + square]).isEqualTo(sum / 16 / 255, within(TOLERANCE));
            }
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static OnnxModel.Detection detect(DetectorNetwork network, List<Image> images) {
        Network.Forward pass = network.forward(images, false);
        return new OnnxModel.Detection(
                pass.output().toFloatVector(), pass.features().toFloatMatrix());
    }

    @ParameterizedTest
    @ValueSource(strings = {"28x28x1", "32x32x3", "30x22x1", "8x64x3"})
    void generatorInOnnxRuntimeEqualsTheTrainedNetwork(String text) throws OrtException {
        assertSameImages(config(ImageShape.parse(text)));
    }

    /** Whoever samples draws normal numbers: the file has the mixture inside. */
    @Test
    void generatorOfAMixtureOfLatentsEqualsTheTrainedNetwork() throws OrtException {
        assertSameImages(config(ImageShape.MNIST, new GeneratorSettings(new LatentPrior(7), 0)));
    }

    private static void assertSameImages(TrainingConfig config) throws OrtException {
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot snapshot = trained(trainer, config);
            long seed = 5;
            float[] latents = latents(config, ClassShares.of(snapshot.tensor("generator.classes")), seed);
            try (OnnxModel model = new OnnxModel(trainer.generatorOnnx(snapshot, Map.of()))) {
                List<Image> served = model.generate(latents, config.latentSize() + config.classes(), config.shape());
                List<Image> expected = trainer.sample(snapshot, IMAGES, seed);
                assertThat(model.metadata()).containsEntry(ClassShares.PROPERTY, "22,21,21,0");

                assertThat(served).hasSameSizeAs(expected);
                // A value within 1e-5 of the border between two levels may fall on either side.
                assertThat(levelsApart(served, expected)).isLessThanOrEqualTo(1);
                assertThat(shareEqual(served, expected)).isGreaterThanOrEqualTo(0.999);
            }
        }
    }

    private static TrainingConfig config(ImageShape shape) {
        return config(shape, GeneratorSettings.PLAIN);
    }

    private static TrainingConfig config(ImageShape shape, GeneratorSettings generator) {
        return new TrainingConfig(
                shape,
                Model.DEFAULT,
                16,
                3,
                STEPS,
                TestConfigs.rules(BATCH, 1e-3, CriticNoise.NONE, 100),
                2,
                EnumSet.of(Forger.GAN),
                0.5,
                0.5,
                generator);
    }

    /** A few steps, so that no parameter is at its initial value. */
    private static GanSnapshot trained(Dl4jGanTrainer trainer, TrainingConfig config) {
        List<Image> real = TestImages.noise(config.shape(), STEPS * BATCH, 1);
        RoundImages images = new RoundImages(TestImages.classed(real, config.classes()), List.of());
        return trainer.train(trainer.initial(3), images, 1, 3).snapshot();
    }

    private static List<Image> images(ImageShape shape) {
        List<Image> images = new ArrayList<>(TestImages.noise(shape, IMAGES, 2));
        if (shape.equals(ImageShape.MNIST)) {
            images.addAll(TestImages.unseenDigits(IMAGES));
        }
        return images;
    }

    /** What {@link Dl4jGanTrainer#sample} draws for one batch: the classes, then the numbers, each row's class behind its own. */
    private static float[] latents(TrainingConfig config, ClassShares shares, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] classes = shares.draw(IMAGES, random);
        int width = config.latentSize() + config.classes();
        float[] latents = new float[IMAGES * width];
        for (int row = 0; row < IMAGES; row++) {
            for (int i = 0; i < config.latentSize(); i++) {
                latents[row * width + i] = (float) random.nextGaussian();
            }
            latents[row * width + config.latentSize() + classes[row]] = 1;
        }
        return latents;
    }

    private static int levelsApart(List<Image> left, List<Image> right) {
        int most = 0;
        for (int i = 0; i < left.size(); i++) {
            for (int at = 0; at < left.get(i).shape().size(); at++) {
                most = Math.max(most, Math.abs(left.get(i).at(at) - right.get(i).at(at)));
            }
        }
        return most;
    }

    private static double shareEqual(List<Image> left, List<Image> right) {
        long equal = 0;
        long all = 0;
        for (int i = 0; i < left.size(); i++) {
            for (int at = 0; at < left.get(i).shape().size(); at++) {
                equal += left.get(i).at(at) == right.get(i).at(at) ? 1 : 0;
                all++;
            }
        }
        return (double) equal / all;
    }
}
