package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.RoundResult;
import io.gansieve.gan.TrainedRound;
import io.gansieve.image.HarmlessEdit;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.TinyDetector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static final double BRIGHT = 160;
    private static final double DARK = 90;

    /** Generates bright images; its detector's logit grows with brightness by the one weight of the snapshot. */
    private static final class BrightForger implements GanTrainer {
        private final double brightness;
        private final double deviation;

        BrightForger(double brightness, double deviation) {
            this.brightness = brightness;
            this.deviation = deviation;
        }

        @Override
        public GanSnapshot initial(long seed) {
            return weighing(0);
        }

        @Override
        public boolean accepts(GanSnapshot snapshot) {
            return true;
        }

        @Override
        public TrainedRound train(GanSnapshot before, RoundImages images, long round, long seed) {
            return round(before);
        }

        @Override
        public CriticFigures criticFigures(GanSnapshot snapshot, List<LabeledImage> reals, long seed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Image> sample(GanSnapshot snapshot, int count, long seed) {
            return greys(brightness, deviation, count, seed);
        }

        @Override
        public List<Image> forge(GanSnapshot snapshot, Forger forger, int count, long seed) {
            return forger == Forger.GAN ? sample(snapshot, count, seed) : List.of();
        }

        @Override
        public List<Image> sampleRaw(GanSnapshot snapshot, int count, long seed) {
            return sample(snapshot, count, seed);
        }

        @Override
        public byte[] detectorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
            float weight = snapshot.tensors().getOrDefault("weight", new float[1])[0];
            return TinyDetector.onnx(TinyDetector.SHAPE, weight, -weight / 2, metadata);
        }

        @Override
        public byte[] generatorOnnx(GanSnapshot snapshot, Map<String, String> metadata) {
            return "generator".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {}
    }

    private final Candidates candidates =
            new Candidates(new BrightForger(BRIGHT, 20), GateConfig.DEFAULT, ImageFit.CENTER_CROP);

    @Test
    void makesACalibratedVersionThatPassesTheGate() throws CorruptEnvelopeException {
        ModelPackage made = candidates.build(request(30, 400, Optional.empty()));
        ModelVersion version = made.version();
        assertThat(version.gate().reasons()).isEmpty();
        assertThat(version.gate().auroc()).containsOnlyKeys("gan", "vae", "all");
        assertThat(version.gate().reals()).isEqualTo(200);
        assertThat(version.gate().generated()).isEqualTo(51 + 200);
        assertThat(version.calibration().slope()).isGreaterThan(0).isNotEqualTo(1);
        assertThat(version.thresholds().generatedIfProcessed())
                .isGreaterThanOrEqualTo(version.thresholds().generated());
        assertThat(version.version()).isEqualTo(8);
        assertThat(version.fit()).isEqualTo(ImageFit.CENTER_CROP);
        assertThat(version.trainedAgainst()).containsExactly("gan", "vae");
        assertThat(Envelope.decode(Envelope.encode(made))).isEqualTo(made);
        assertThat(made.samplesPng()).startsWith(0x89, 'P', 'N', 'G');
    }

    /** As a draw names them: a source from outside that calls itself {@code gan} is not the own forger. */
    @Test
    void judgesASourceThatIsCalledLikeAForgerApartFromIt() {
        Candidates.Request plain = request(30, 400, Optional.empty());
        List<LabeledImage> gate = new ArrayList<>(plain.gate());
        ReplayBuffer buffer = new ReplayBuffer(1 << 20, 1);
        greys(DARK, 60, 9).forEach(image -> {
            LabeledImage forged = new LabeledImage(image, Label.GENERATED, OptionalInt.empty(), "gan");
            Example example = new Example("forged-" + gate.size(), forged, 0, 0, 0);
            buffer.offer(example);
            gate.add(buffer.named(example));
        });
        GateReport report = candidates
                .build(new Candidates.Request(
                        plain.version(),
                        plain.trainedOn(),
                        plain.round(),
                        plain.provenance(),
                        plain.calibrate(),
                        gate,
                        plain.champion(),
                        plain.now()))
                .version()
                .gate();
        assertThat(report.auroc()).containsOnlyKeys("gan", "vae", "outside:gan", "all");
        assertThat(report.auroc().get("gan"))
                .isEqualTo(candidates.build(plain).version().gate().auroc().get("gan"))
                .isGreaterThan(0.9);
        // They look like the reals.
        assertThat(report.auroc().get("outside:gan")).isBetween(0.3, 0.7);
    }

    @Test
    void writesWhatItFoundIntoTheFileThatServes() {
        ModelPackage made = candidates.build(request(30, 400, Optional.empty()));
        try (Detector detector = Detector.load(made.detectorOnnx())) {
            assertThat(detector.metadata().calibration())
                    .isEqualTo(made.version().calibration());
            assertThat(detector.metadata().thresholds())
                    .isEqualTo(made.version().thresholds());
            assertThat(detector.metadata().version()).isEqualTo(8);
            assertThat(detector.sha256()).isEqualTo(made.version().sha256().get(ModelVersion.DETECTOR));
            assertThat(decisions(detector, greys(DARK, 200, 77))).doesNotContain(Score.Decision.GENERATED);
            assertThat(decisions(detector, greys(250, 5, 78))).containsOnly(Score.Decision.GENERATED);
        }
    }

    /** Reals of 100 ± 2 levels against forgeries of 112 ± 2: a few levels carry either across a threshold that knows clean images only. */
    @Test
    void answersUncertainWhereEditsThatNobodySeesDecide() {
        Candidates.Request plain = request(300, 0, Optional.empty());
        List<LabeledImage> reals = greys(100, 2, 2_000, 1).stream()
                .map(image -> new LabeledImage(image, Label.REAL, OptionalInt.empty(), "mnist"))
                .toList();
        ModelPackage made = new Candidates(new BrightForger(112, 2), GateConfig.DEFAULT, ImageFit.CENTER_CROP)
                .build(new Candidates.Request(
                        plain.version(),
                        plain.trainedOn(),
                        plain.round(),
                        plain.provenance(),
                        reals,
                        reals,
                        plain.champion(),
                        plain.now()));
        try (Detector detector = Detector.load(made.detectorOnnx())) {
            for (HarmlessEdit edit : HarmlessEdit.whispers()) {
                SplittableRandom random = new SplittableRandom(edit.name().hashCode());
                // 1 % of reals and 3 % of forgeries are aimed at; the bounds come from 500 images, and 500 are counted
                // here.
                assertThat(share(detector, greys(100, 2, 500, 51), edit, random, Score.Decision.GENERATED))
                        .as("reals, %s", edit)
                        .isLessThanOrEqualTo(0.03);
                assertThat(share(detector, greys(112, 2, 500, 52), edit, random, Score.Decision.REAL))
                        .as("forgeries, %s", edit)
                        .isLessThanOrEqualTo(0.06);
            }
        }
    }

    private static double share(
            Detector detector,
            List<Image> images,
            HarmlessEdit edit,
            SplittableRandom random,
            Score.Decision decision) {
        List<Image> edited =
                images.stream().map(image -> edit.apply(image, random)).toList();
        return decisions(detector, edited).stream().filter(decision::equals).count() / (double) images.size();
    }

    @Test
    void makesTheSamePackageFromTheSameRequest() {
        assertThat(candidates.build(request(30, 200, Optional.empty())))
                .isEqualTo(candidates.build(request(30, 200, Optional.empty())));
    }

    @Test
    void rejectsACandidateThatIsWorseThanTheChampion() {
        try (Detector champion = TinyDetector.load(7, 30, -15)) {
            ModelPackage backwards = candidates.build(request(-30, 400, Optional.of(champion)));
            assertThat(backwards.version().gate().passed()).isFalse();
            assertThat(backwards.version().gate().reasons()).isNotEmpty();
            assertThat(backwards.version().gate().championAuroc().get("all")).isGreaterThan(0.9);
            assertThat(backwards.version().calibration().slope()).isZero();
            ModelPackage equal = candidates.build(request(30, 400, Optional.of(champion)));
            assertThat(equal.version().gate().reasons()).noneMatch(reason -> reason.contains("AUROC"));
        }
    }

    @Test
    void staysWidelyUncertainOnTooFewImages() {
        ModelPackage made = candidates.build(request(30, 20, Optional.empty()));
        assertThat(made.version().calibration()).isEqualTo(Calibration.IDENTITY);
        assertThat(made.version().thresholds()).isEqualTo(Thresholds.wide(0.01));
        assertThat(made.version().gate().reals()).isEqualTo(10);
        // As many own samples as the gate needs to decide on a source.
        assertThat(made.version().gate().generated()).isEqualTo(3 + 100);
    }

    @Test
    void rejectsWithoutRealImages() {
        ModelPackage made = candidates.build(request(30, 0, Optional.empty()));
        assertThat(made.version().gate().reasons())
                .containsExactly("the gate needs both real and generated images: 0 and 101");
    }

    @Test
    void refusesADetectorThatIsNotFinite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> candidates.build(request(Float.NaN, 100, Optional.empty())))
                .withMessageContaining("finite logit");
    }

    private static Candidates.Request request(float weight, int reals, Optional<Detector> champion) {
        return new Candidates.Request(
                8,
                new RoundImages(images(Math.max(reals, 2), 3), List.of()),
                round(weighing(weight)),
                Models.provenance(42),
                images(reals, 1),
                images(reals / 2, 2),
                champion,
                Models.NOW);
    }

    private static List<LabeledImage> images(int reals, long seed) {
        List<LabeledImage> images = new ArrayList<>();
        greys(DARK, reals, seed)
                .forEach(image -> images.add(new LabeledImage(image, Label.REAL, OptionalInt.empty(), "mnist")));
        greys(BRIGHT, reals / 4 + 1, seed + 100)
                .forEach(image -> images.add(new LabeledImage(image, Label.GENERATED, OptionalInt.empty(), "vae")));
        return images;
    }

    /** Images of one grey each, normal around {@code mean}. */
    private static List<Image> greys(double mean, int count, long seed) {
        return greys(mean, 20, count, seed);
    }

    private static List<Image> greys(double mean, double deviation, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.longs(count)
                .mapToObj(each -> TinyDetector.grey((int) Math.max(
                        0, Math.min(255, mean + deviation * new SplittableRandom(each).nextGaussian()))))
                .toList();
    }

    private static List<Score.Decision> decisions(Detector detector, List<Image> images) {
        return images.stream()
                .map(image -> Score.of(detector.score(image), detector, 1).decision())
                .toList();
    }

    private static GanSnapshot weighing(float weight) {
        return new GanSnapshot(100, 10, Map.of("weight", new float[] {weight}));
    }

    private static TrainedRound round(GanSnapshot snapshot) {
        return new TrainedRound(
                snapshot, new RoundResult(1, 0.5, 1, 0.8, false, 0.05, 0.1, 100, List.of("gan", "vae")));
    }
}
