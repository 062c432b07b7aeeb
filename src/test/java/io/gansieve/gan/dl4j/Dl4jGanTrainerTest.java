package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanSnapshots;
import io.gansieve.gan.GeneratorSettings;
import io.gansieve.gan.Model;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.Schedule;
import io.gansieve.gan.TrainedRound;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Whisper;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class Dl4jGanTrainerTest {
    private static final CriticNoise CRITIC_NOISE = new CriticNoise(
            new Schedule.Constant(0.05), new Schedule.Constant(0.9), new Schedule.Constant(0.1), Optional.empty());

    private static final List<Corruption> EDITS = List.of(
            new Whisper.LowBits(Whisper.Fill.CLEAR, 2),
            new Whisper.LowBits(Whisper.Fill.TOGGLE, 1),
            new Whisper.BlackUpTo(4),
            new Whisper.UniformNoise(1, 5));

    @Test
    void sameArgumentsGiveTheSameBitsWhateverHappenedBefore() {
        TrainingConfig config = config(16, 4, 1e-3);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot start = trainer.initial(1);
            TrainedRound first = trainer.train(start, digits(config), 1, 9);
            TrainedRound second = trainer.train(first.snapshot(), digits(config), 2, 9);

            assertThat(trainer.train(first.snapshot(), digits(config), 2, 9)).isEqualTo(second);
            assertThat(trainer.train(start, digits(config), 1, 9)).isEqualTo(first);
            assertThat(trainer.train(start, digits(config), 1, 8).snapshot()).isNotEqualTo(first.snapshot());
            assertThat(trainer.train(start, digits(config), 2, 9).snapshot()).isNotEqualTo(first.snapshot());
            assertThat(trainer.sample(second.snapshot(), 3, 4)).isEqualTo(trainer.sample(second.snapshot(), 3, 4));
        }
    }

    @Test
    void anotherTrainerGoesOnFromAStoredSnapshotWithTheSameBits() throws Exception {
        TrainingConfig config = config(16, 3, 1e-3);
        try (Dl4jGanTrainer one = new Dl4jGanTrainer(config);
                Dl4jGanTrainer other = new Dl4jGanTrainer(config)) {
            GanSnapshot first = one.train(one.initial(1), digits(config), 1, 9).snapshot();
            GanSnapshot stored = GanSnapshots.decode(GanSnapshots.encode(first));
            GanSnapshot elsewhere = CompletableFuture.supplyAsync(
                            () -> other.train(stored, digits(config), 2, 9).snapshot())
                    .get();

            assertThat(elsewhere)
                    .isEqualTo(one.train(first, digits(config), 2, 9).snapshot());
        }
    }

    @Test
    void detectorLearnsToTellDigitsFromOwnForgeriesAndFromNoise() throws OrtException {
        TrainingConfig config = config(32, 30, 1e-3);
        List<Image> unseen = TestImages.unseenDigits(100);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            TrainedRound round = trainer.train(trainer.initial(1), digits(config), 1, 9);
            assertThat(round.result().finite()).isTrue();
            assertThat(round.result().imagesTrained()).isEqualTo(960);
            CriticFigures figures =
                    trainer.criticFigures(round.snapshot(), TestImages.labeled(unseen, Label.REAL, "mnist"), 3);
            assertThat(figures.valueFunction()).isBetween(-20.0, 0.0);
            assertThat(figures.realAccuracy()).isBetween(0.0, 1.0);
            assertThat(figures.generatedAccuracy()).isBetween(0.0, 1.0);
            assertThat(round.result().generators()).containsExactly("gan", "gmm", "vae");
            try (OnnxModel detector = new OnnxModel(trainer.detectorOnnx(round.snapshot(), Map.of()))) {
                float[] real = detector.detect(unseen).logits();
                float[] own = detector.detect(trainer.sample(round.snapshot(), 100, 2))
                        .logits();
                float[] noise = detector.detect(TestImages.noise(config.shape(), 100, 2))
                        .logits();

                assertThat(shareAbove(own, real)).isGreaterThan(0.95);
                assertThat(shareAbove(noise, real)).isGreaterThan(0.95);
            }
        }
    }

    /** A critic of weights 0 says its bias b of every image: V = −softplus(−b) − softplus(b), and one class is right. */
    @Test
    void theValueOfABlindCriticIsThatOfItsBias() {
        // More than a batch, the last class one that the generator does not know.
        List<LabeledImage> reals = TestImages.classed(TestImages.unseenDigits(70), 11);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config(8, 1, 1e-3))) {
            GanSnapshot fresh = trainer.initial(1);
            for (float bias : new float[] {0, 2, -3}) {
                double expected = -Math.log1p(Math.exp(-bias)) - Math.log1p(Math.exp(bias));
                CriticFigures figures = trainer.criticFigures(blind(fresh, bias), reals, 3);
                assertThat(figures.valueFunction()).isCloseTo(expected, within(1e-6));
                assertThat(figures.realAccuracy()).isCloseTo(bias > 0 ? 1 : 0, within(1e-12));
                assertThat(figures.generatedAccuracy()).isCloseTo(bias > 0 ? 0 : 1, within(1e-12));
            }
            assertThat(trainer.criticFigures(fresh, reals, 3)).isEqualTo(trainer.criticFigures(fresh, reals, 3));
            assertThat(trainer.criticFigures(fresh, List.of(), 3)).isEqualTo(CriticFigures.UNKNOWN);
        }
    }

    private static GanSnapshot blind(GanSnapshot snapshot, float bias) {
        Map<String, float[]> tensors = new TreeMap<>(snapshot.tensors());
        float[] critic = new float[snapshot.tensor("critic").length];
        Arrays.fill(critic, critic.length - 11, critic.length, bias);
        tensors.put("critic", critic);
        return new GanSnapshot(0, 0, tensors);
    }

    @Test
    void detectorLearnsGeneratedImagesFromOutside() throws OrtException {
        TrainingConfig config = config(32, 30, 1e-3);
        // Digits with the grey levels reversed: nothing that the own generator has made.
        List<Image> forged = negatives(TestImages.digits(300 + 100));
        RoundImages images = new RoundImages(
                digits(config).real(), TestImages.labeled(forged.subList(0, 300), Label.GENERATED, "negative"));
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            TrainedRound round = trainer.train(trainer.initial(1), images, 1, 9);
            assertThat(round.result().generators()).containsExactly("gan", "gmm", "negative", "vae");
            try (OnnxModel detector = new OnnxModel(trainer.detectorOnnx(round.snapshot(), Map.of()))) {
                float[] real = detector.detect(TestImages.unseenDigits(100)).logits();
                float[] negative = detector.detect(forged.subList(300, 400)).logits();

                assertThat(shareAbove(negative, real)).isGreaterThan(0.95);
            }
        }
    }

    /** The forged digits are pale; that their black is not quite black tells nothing that an edit does not take or give. */
    @Test
    void detectorRestsOnNoLevelThatAnEditChangesUnseen() throws OrtException {
        TrainingConfig config = config(32, 120, 1e-3);
        List<Image> forged = pale(TestImages.digits(1200 + 100));
        RoundImages images = new RoundImages(
                digits(config).real(), TestImages.labeled(forged.subList(0, 1200), Label.GENERATED, "pale"));
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot trained =
                    trainer.train(trainer.initial(1), images, 1, 9).snapshot();
            try (OnnxModel detector = new OnnxModel(trainer.detectorOnnx(trained, Map.of()))) {
                List<Image> unseen = TestImages.unseenDigits(100);
                float[] real = detector.detect(unseen).logits();
                float[] pale = detector.detect(forged.subList(1200, 1300)).logits();
                for (Corruption edit : EDITS) {
                    float[] editedReal = detector.detect(edited(unseen, edit)).logits();
                    float[] editedPale = detector.detect(edited(forged.subList(1200, 1300), edit))
                            .logits();
                    assertThat(shareAbove(pale, editedReal)).as(edit.name()).isGreaterThan(0.95);
                    assertThat(shareAbove(editedPale, real)).as(edit.name()).isGreaterThan(0.95);
                }
            }
        }
    }

    private static List<Image> pale(List<Image> images) {
        SplittableRandom random = new SplittableRandom(4);
        return images.stream()
                .map(image -> {
                    byte[] pixels = image.pixels();
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = (byte) (0.7 * image.at(i) + random.nextInt(4));
                    }
                    return Image.of(image.shape(), pixels);
                })
                .toList();
    }

    private static List<Image> edited(List<Image> images, Corruption edit) {
        return images.stream().map(edit::apply).toList();
    }

    @Test
    void aForgerThatJoinsLaterBeginsAtItsOwnFirstStep() {
        TrainingConfig config = config(8, 1, 1e-3);
        TrainingConfig without = config(8, 1, 1e-3, EnumSet.of(Forger.GAN));
        try (Dl4jGanTrainer all = new Dl4jGanTrainer(config);
                Dl4jGanTrainer few = new Dl4jGanTrainer(without)) {
            GanSnapshot before =
                    few.train(few.initial(1), digits(without), 1, 9).snapshot();
            GanSnapshot after = all.train(before, digits(config), 2, 9).snapshot();
            assertThat(after.tensor("vae.decoder.updater.steps")).containsExactly(1);
            assertThat(after.tensor("critic.updater.steps")).containsExactly(2);
            assertThat(all.accepts(before)).isTrue();
            assertThat(few.accepts(after)).isTrue();
            assertThat(all.forge(before, Forger.VAE, 5, 3)).isEmpty();
            assertThat(all.train(uncounted(before), digits(config), 2, 9).snapshot())
                    .isEqualTo(after);
        }
    }

    /**
     * As releases wrote it that made an autoencoder whether it was asked for or not. Adam's first step is the learning rate for every
     * parameter; with the count of an older network it would be many times that.
     */
    @Test
    void anUntrainedForgerInASnapshotBeginsAtItsOwnFirstStep() {
        TrainingConfig config = config(8, 1, 1e-3);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot fresh = trainer.initial(1);
            GanSnapshot before = uncounted(new GanSnapshot(80, 10, fresh.tensors()));
            GanSnapshot after = trainer.train(before, digits(config), 2, 9).snapshot();
            assertThat(after.tensor("vae.decoder.updater.steps")).containsExactly(1);
            assertThat(after.tensor("vae.decoder")).containsExactly(before.tensor("vae.decoder"), within(1.001e-3f));
        }
    }

    @Test
    void goesOnFromAStateWithOneCountForAllWithTheSameBits() {
        TrainingConfig config = config(8, 2, 1e-3);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot counted =
                    trainer.train(trainer.initial(1), digits(config), 1, 9).snapshot();
            assertThat(trainer.accepts(uncounted(counted))).isTrue();
            assertThat(trainer.train(uncounted(counted), digits(config), 2, 9))
                    .isEqualTo(trainer.train(counted, digits(config), 2, 9));
        }
    }

    /** As releases wrote it whose updaters did not count for themselves. */
    private static GanSnapshot uncounted(GanSnapshot snapshot) {
        Map<String, float[]> tensors = new TreeMap<>(snapshot.tensors());
        tensors.keySet().removeIf(name -> name.endsWith(".updater.steps"));
        return new GanSnapshot(snapshot.imagesSeen(), snapshot.iterations(), tensors);
    }

    @Test
    void keepsTheNewestGeneratorsOnly() {
        TrainingConfig config = config(8, 1, 1e-3);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot snapshot = trainer.initial(1);
            for (int round = 1; round <= 4; round++) {
                GanSnapshot before = snapshot;
                snapshot = trainer.train(before, digits(config), round, 9).snapshot();
                assertThat(snapshot.imagesSeen()).isEqualTo(8L * round);
                assertThat(snapshot.iterations()).isEqualTo(round);
                String newest = "history." + (Math.min(round, config.historySize()) - 1);
                assertThat(snapshot.tensor(newest)).isEqualTo(snapshot.tensor("generator.average"));
            }
            assertThat(snapshot.tensors()).containsKey("history.1").doesNotContainKey("history.2");
        }
    }

    @Test
    void aLossThatIsNotANumberEndsTheRoundWithTheStateFromBefore() {
        TrainingConfig config = config(8, 10, 1e30);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot start = trainer.initial(1);
            TrainedRound round = trainer.train(start, digits(config), 1, 9);

            assertThat(round.result().finite()).isFalse();
            assertThat(round.snapshot()).isEqualTo(start);
        }
    }

    @Test
    void aForgerWhoseLossIsNotANumberSitsOutAndBeginsAfreshInTheNextRound() {
        TrainingConfig config = config(8, 4, 1e-3, EnumSet.allOf(Forger.class));
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot healthy =
                    trainer.train(trainer.initial(1), digits(config), 1, 9).snapshot();
            Map<String, float[]> tensors = new TreeMap<>(healthy.tensors());
            tensors.forEach((name, values) -> {
                if (Forgers.NAMES.stream().anyMatch(name::startsWith)) {
                    Arrays.fill(values, Float.NaN);
                }
            });
            GanSnapshot broken = new GanSnapshot(healthy.imagesSeen(), healthy.iterations(), tensors);

            TrainedRound round = trainer.train(broken, digits(config), 2, 9);
            assertThat(round.result().finite()).isTrue();
            assertThat(round.snapshot().finite()).isTrue();
            assertThat(round.result().satOut())
                    .containsOnlyKeys("autoregressive", "diffusion", "vae", "wgan", "wgan-gp")
                    .containsEntry("vae", "a loss is not finite");
            assertThat(trainer.accepts(round.snapshot())).isTrue();
            assertThat(trainer.forge(round.snapshot(), Forger.VAE, 5, 3)).isEmpty();

            TrainedRound next = trainer.train(round.snapshot(), digits(config), 3, 9);
            assertThat(next.result().satOut()).isEmpty();
            assertThat(next.snapshot().tensor("vae.decoder.updater.steps")).containsExactly(4);
        }
    }

    @Test
    void aGeneratorThatMakesOneImageOnlyEndsTheRoundWithTheStateFromBefore() {
        TrainingConfig config = config(16, 30, 1e-3);
        TrainingConfig wild = config(16, 30, 0.3);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config);
                Dl4jGanTrainer violent = new Dl4jGanTrainer(wild)) {
            TrainedRound healthy = trainer.train(trainer.initial(1), digits(config), 1, 9);
            assertThat(healthy.result().collapsed()).isFalse();
            assertThat(healthy.result().diversity()).isGreaterThan(0.1);

            TrainedRound round = violent.train(healthy.snapshot(), digits(wild), 2, 9);
            assertThat(round.result().finite()).isTrue();
            assertThat(round.result().diversity()).isLessThan(0.1);
            assertThat(round.result().collapsed()).isTrue();
            assertThat(round.snapshot()).isEqualTo(healthy.snapshot());
        }
    }

    @Test
    void acceptsItsOwnSnapshotsAndThoseOfTheSameNetworksOnly() {
        TrainingConfig config = config(8, 1, 1e-3);
        TrainingConfig colour = TestConfigs.defaults(new ImageShape(32, 32, 3));
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config);
                Dl4jGanTrainer same = new Dl4jGanTrainer(config);
                Dl4jGanTrainer other = new Dl4jGanTrainer(colour)) {
            GanSnapshot fresh = trainer.initial(1);
            GanSnapshot trained = trainer.train(fresh, digits(config), 1, 9).snapshot();
            assertThat(trainer.accepts(fresh)).isTrue();
            assertThat(same.accepts(trained)).isTrue();
            assertThat(trainer.accepts(fresh)).isTrue();
            assertThat(other.accepts(trained)).isFalse();
            assertThat(trainer.accepts(new GanSnapshot(1, 1, Map.of("critic", new float[3]))))
                    .isFalse();
        }
    }

    /** Every class its one image: the variance between classes says nothing. */
    @Test
    void oneImageForEachClassIsACollapse() {
        ClassColumns classes = new ClassColumns(3);
        List<float[]> constant =
                List.of(new float[] {1, 5}, new float[] {1, 5}, new float[] {9, 0}, new float[] {9, 0});
        List<float[]> varied = List.of(new float[] {1, 5}, new float[] {3, 5}, new float[] {9, 0}, new float[] {9, 4});
        int[] of = {0, 0, 2, 2};
        assertThat(classes.variance(constant, of)).isZero();
        assertThat(classes.variance(varied, of)).isEqualTo(2 + 8);
    }

    @Test
    void smallBatchesColourAndOddShapesTrain() {
        for (String shape : List.of("28x28x1", "9x14x3", "32x32x3")) {
            TrainingConfig defaults = TestConfigs.defaults(ImageShape.parse(shape));
            TrainingConfig config = new TrainingConfig(
                    defaults.shape(),
                    Model.DEFAULT,
                    8,
                    3,
                    2,
                    TestConfigs.rules(2, 1e-3, CRITIC_NOISE, 1_000),
                    2,
                    EnumSet.allOf(Forger.class),
                    1,
                    1,
                    GeneratorSettings.PLAIN);
            RoundImages images = new RoundImages(
                    TestImages.classed(TestImages.noise(config.shape(), 4, 1), 3),
                    TestImages.labeled(TestImages.noise(config.shape(), 2, 2), Label.GENERATED, "noise"));
            try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
                TrainedRound first = trainer.train(trainer.initial(1), images, 1, 9);
                TrainedRound second = trainer.train(first.snapshot(), images, 2, 9);
                assertThat(second.result().finite()).isTrue();
                assertThat(second.snapshot().finite()).isTrue();
            }
        }
    }

    @Test
    void everyForgerGivesImages() {
        TrainingConfig config = config(16, 10, 1e-3, EnumSet.allOf(Forger.class));
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot fresh = trainer.initial(1);
            assertThat(trainer.forge(fresh, Forger.GMM, 5, 3)).isEmpty();
            GanSnapshot trained = trainer.train(fresh, digits(config), 1, 9).snapshot();
            for (Forger forger : Forger.values()) {
                assertThat(trainer.forge(trained, forger, 70, 3))
                        .hasSize(70)
                        .doesNotHaveDuplicates()
                        .isEqualTo(trainer.forge(trained, forger, 70, 3));
            }
            assertThat(trainer.forge(trained, Forger.GAN, 5, 3)).isEqualTo(trainer.sample(trained, 5, 3));
        }
    }

    @Test
    void anInterruptEndsTheRoundAndLeavesTheTrainerUsable() {
        TrainingConfig config = config(8, 2, 1e-3);
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot start = trainer.initial(1);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> trainer.train(start, digits(config), 1, 9))
                    .isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();

            assertThat(trainer.train(start, digits(config), 1, 9).result().finite())
                    .isTrue();
        }
    }

    @Test
    void refusesTooFewImagesAndOtherShapes() {
        TrainingConfig config = config(8, 2, 1e-3);
        RoundImages few = new RoundImages(digits(config).real().subList(0, 15), List.of());
        RoundImages colour = new RoundImages(
                TestImages.labeled(TestImages.noise(new ImageShape(28, 28, 3), 16, 1), Label.REAL, "x"), List.of());
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot start = trainer.initial(1);
            assertThatThrownBy(() -> trainer.train(start, few, 1, 9))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("real images of 2 steps must be 16, found 15");
            assertThatThrownBy(() -> trainer.train(start, colour, 1, 9))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("real images must be 28x28x1, found 28x28x3");
        }
    }

    @Test
    void closingGivesNativeMemoryBack() {
        TrainingConfig config = config(8, 1, 1e-3);
        makeAndClose(config, 5);
        long before = Pointer.physicalBytes();
        makeAndClose(config, 40);
        long grown = Pointer.physicalBytes() - before;

        // A trainer holds 6 MiB of parameters, gradients and updater states: 40 that leak would be 240 MiB.
        assertThat(grown).isLessThan(120L << 20);
    }

    private static void makeAndClose(TrainingConfig config, int times) {
        for (int i = 0; i < times; i++) {
            new Dl4jGanTrainer(config).close();
        }
    }

    private static TrainingConfig config(int batchSize, int steps, double learningRate) {
        return config(batchSize, steps, learningRate, EnumSet.of(Forger.GAN, Forger.VAE, Forger.GMM));
    }

    private static TrainingConfig config(int batchSize, int steps, double learningRate, Set<Forger> forgers) {
        return new TrainingConfig(
                ImageShape.MNIST,
                Model.DEFAULT,
                16,
                10,
                steps,
                TestConfigs.rules(batchSize, learningRate, CRITIC_NOISE, 1_000),
                2,
                forgers,
                0.5,
                0.5,
                GeneratorSettings.PLAIN);
    }

    private static RoundImages digits(TrainingConfig config) {
        List<Image> real = TestImages.digits(config.batchSize() * config.stepsPerRound());
        return new RoundImages(TestImages.labeled(real, Label.REAL, "mnist"), List.of());
    }

    private static List<Image> negatives(List<Image> images) {
        return images.stream()
                .map(image -> {
                    byte[] pixels = image.pixels();
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = (byte) (255 - image.at(i));
                    }
                    return Image.of(image.shape(), pixels);
                })
                .toList();
    }

    /** Area under the ROC curve by counting pairs. */
    private static double shareAbove(float[] above, float[] below) {
        double pairs = 0;
        for (float high : above) {
            for (float low : below) {
                pairs += high > low ? 1 : high == low ? 0.5 : 0;
            }
        }
        return pairs / above.length / below.length;
    }
}
