package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class DetectorAttackTest {
    private static final Map<String, String> SMALL =
            Map.of("training.batch-size", "16", "training.steps-per-round", "10", "training.forgers", "gan");

    /** The gradient passes the rounding as if it were not there: against it, by a few grey levels, the detector believes more. */
    @Test
    void aMoveAgainstTheGradientLooksMoreReal() {
        TrainingConfig config = config("1");
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config);
                DetectorAttack attack = new DetectorAttack(config, new Architecture(config));
                DetectorNetwork detector = new DetectorNetwork(config.shape(), new Architecture(config));
                Scratch scratch = new Scratch()) {
            GanSnapshot trained =
                    trainer.train(trainer.initial(1), digits(config), 1, 9).snapshot();
            attack.load(trained);
            detector.loadAverage(trained);
            double fallen = scratch.step(() -> {
                INDArray images = new Noise(new SplittableRandom(2)).gaussian(0.3, 8, 1, 28, 28);
                INDArray gradient = attack.gradient(images);
                double step = 0.1 / gradient.amaxNumber().doubleValue();
                return logit(detector, images) - logit(detector, images.sub(gradient.mul(step)));
            });
            assertThat(fallen).isPositive();
        }
    }

    @Test
    void joinsTheGameOnceThereIsADetector() {
        TrainingConfig plain = config("0");
        TrainingConfig attacking = config("1");
        try (Dl4jGanTrainer one = new Dl4jGanTrainer(plain);
                Dl4jGanTrainer other = new Dl4jGanTrainer(attacking)) {
            GanSnapshot first = one.train(one.initial(1), digits(plain), 1, 9).snapshot();
            assertThat(other.train(other.initial(1), digits(plain), 1, 9).snapshot())
                    .isEqualTo(first);

            GanSnapshot second = other.train(first, digits(plain), 2, 9).snapshot();
            assertThat(second)
                    .isNotEqualTo(one.train(first, digits(plain), 2, 9).snapshot())
                    .isEqualTo(other.train(first, digits(plain), 2, 9).snapshot());
        }
    }

    private static double logit(DetectorNetwork detector, INDArray images) {
        Pixels pixels = new Pixels(ImageShape.MNIST);
        List<Image> quantised = pixels.quantised(Pixels.rows(images, (int) images.size(0)));
        return detector.forward(quantised, false).output().meanNumber().doubleValue();
    }

    private static TrainingConfig config(String weight) {
        Map<String, String> settings = new HashMap<>(SMALL);
        settings.put("generator.attack-detector", weight);
        return TestConfigs.defaults(ImageShape.MNIST, settings);
    }

    private static RoundImages digits(TrainingConfig config) {
        List<Image> real = TestImages.digits(config.batchSize() * config.stepsPerRound());
        return new RoundImages(TestImages.labeled(real, Label.REAL, "mnist"), List.of());
    }
}
