package io.gansieve.registry;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.TrainedRound;
import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageGrid;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Thresholds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes a version out of a trained round: exports the networks, calibrates and sets thresholds on the calibration split, and
 * puts the candidate before the gate. Neither split was trained on. Same request, same package. Used by one thread at a time.
 */
public final class Candidates {
    /** The source name of the own generator's samples. */
    static final String OWN_GENERATOR = "gan";

    private static final int MIN_CALIBRATION_REALS = 30;
    private static final int MAX_OWN_SAMPLES = 1000;
    private static final int GRID_COLUMNS = 10;

    /** In pixels; large images make smaller grids, so that a version stays a record that Kafka takes. */
    private static final int MAX_GRID_WIDTH = 1024;

    /** The same latent vectors for every version, so that grids can be compared. */
    private static final long GRID_SEED = 1;

    /** What people's programs do to a real image on its way; a false alarm must not come of it. */
    private static final List<Corruption> PROCESSING =
            List.of(new Corruption.Jpeg(75), new Corruption.Blur(1), new Corruption.HalfSize());

    private final GanTrainer trainer;
    private final GateConfig config;
    private final ImageFit fit;

    /**
     * @param provenance whose seed every random choice here derives from
     * @param calibrate labelled images of the calibration split; own generators' samples are added here, as are they to the gate's
     * @param champion the serving detector, unless version 0 serves
     */
    public record Request(
            long version,
            TrainedRound round,
            Provenance provenance,
            List<LabeledImage> calibrate,
            List<LabeledImage> gate,
            Optional<Detector> champion,
            Instant now) {
        public Request {
            calibrate = List.copyOf(calibrate);
            gate = List.copyOf(gate);
        }
    }

    public Candidates(GanTrainer trainer, GateConfig config, ImageFit fit) {
        this.trainer = trainer;
        this.config = config;
        this.fit = fit;
    }

    /** Throws {@link IllegalArgumentException} if the exported detector cannot score, as when its weights are not finite. */
    public ModelPackage build(Request request) {
        SplittableRandom random = new SplittableRandom(request.provenance().seed());
        DetectorMetadata metadata = calibrated(request, random.nextLong());
        byte[] detectorOnnx = trainer.detectorOnnx(request.round().snapshot(), metadata.toProperties());
        GateReport report = judged(request, detectorOnnx, random.nextLong(), random.nextLong());
        byte[] generatorOnnx = trainer.generatorOnnx(request.round().snapshot(), metadata.toProperties());
        byte[] samplesPng = samples(request.round().snapshot());
        ModelVersion version = new ModelVersion(
                ModelVersion.SCHEMA,
                request.version(),
                request.now(),
                metadata.shape(),
                fit,
                metadata.calibration(),
                metadata.thresholds(),
                metadata.trainedAgainst(),
                request.provenance(),
                report,
                Map.of(
                        ModelVersion.DETECTOR, Sha256.hex(detectorOnnx),
                        ModelVersion.GENERATOR, Sha256.hex(generatorOnnx),
                        ModelVersion.SAMPLES, Sha256.hex(samplesPng)));
        return new ModelPackage(version, detectorOnnx, generatorOnnx, samplesPng);
    }

    /** The grid that goes into the version, as PNG. */
    public byte[] samples(GanSnapshot snapshot) {
        List<Image> images = trainer.sample(snapshot, GRID_COLUMNS * GRID_COLUMNS, GRID_SEED);
        int fitting = MAX_GRID_WIDTH / images.get(0).shape().width();
        int columns = Math.max(1, Math.min(GRID_COLUMNS, fitting));
        return ImageGrid.png(images.subList(0, columns * columns), columns);
    }

    /** The metadata of the file that will serve, with calibration and thresholds from the calibration split. */
    private DetectorMetadata calibrated(Request request, long seed) {
        List<Image> reals = images(request.calibrate(), Label.REAL);
        List<Image> own = ownSamples(request, reals.size(), seed);
        List<Image> generated = new ArrayList<>(images(request.calibrate(), Label.GENERATED));
        generated.addAll(own);
        DetectorMetadata plain = new DetectorMetadata(
                DetectorMetadata.SCHEMA,
                request.version(),
                own.get(0).shape(),
                fit,
                Calibration.IDENTITY,
                Thresholds.wide(config.targetFalsePositiveRate()),
                request.round().result().generators());
        if (reals.size() < MIN_CALIBRATION_REALS) {
            return plain;
        }
        byte[] onnx = trainer.detectorOnnx(request.round().snapshot(), plain.toProperties());
        try (Detector detector = Detector.load(onnx)) {
            double[] real = GateScores.logits(detector, reals);
            double[] fake = GateScores.logits(detector, generated);
            double[] processed = GateScores.logits(detector, processed(reals));
            return finite(real) && finite(fake) && finite(processed) ? fitted(plain, real, processed, fake) : plain;
        }
    }

    private DetectorMetadata fitted(DetectorMetadata plain, double[] real, double[] processed, double[] generated) {
        double[] logits = Arrays.copyOf(real, real.length + generated.length);
        System.arraycopy(generated, 0, logits, real.length, generated.length);
        boolean[] labels = new boolean[logits.length];
        Arrays.fill(labels, real.length, labels.length, true);
        Calibration calibration = Calibration.fit(logits, labels, config.prior());
        Thresholds thresholds = Thresholds.fit(
                probabilities(calibration, real),
                probabilities(calibration, processed),
                probabilities(calibration, generated),
                config.targetFalsePositiveRate());
        return new DetectorMetadata(
                plain.schema(),
                plain.version(),
                plain.shape(),
                plain.fit(),
                calibration,
                thresholds,
                plain.trainedAgainst());
    }

    /** Judges the very file that will serve, and the champion on the same images. */
    private GateReport judged(Request request, byte[] detectorOnnx, long sampleSeed, long bootstrapSeed) {
        List<Image> reals = images(request.gate(), Label.REAL);
        SortedMap<String, List<Image>> generated = request.gate().stream()
                .filter(labeled -> labeled.label() == Label.GENERATED)
                .collect(Collectors.groupingBy(
                        LabeledImage::source,
                        TreeMap::new,
                        Collectors.mapping(LabeledImage::image, Collectors.toCollection(ArrayList::new))));
        generated
                .computeIfAbsent(OWN_GENERATOR, source -> new ArrayList<>())
                .addAll(ownSamples(request, Math.max(reals.size(), config.minImages()), sampleSeed));
        try (Detector candidate = Detector.load(detectorOnnx)) {
            return new Gate(config, bootstrapSeed)
                    .decide(
                            GateScores.of(candidate, reals, generated),
                            request.champion().map(champion -> GateScores.of(champion, reals, generated)));
        }
    }

    private List<Image> ownSamples(Request request, int count, long seed) {
        return trainer.sample(request.round().snapshot(), Math.min(Math.max(count, 1), MAX_OWN_SAMPLES), seed);
    }

    private List<Image> processed(List<Image> reals) {
        return PROCESSING.stream()
                .flatMap(edit -> reals.stream().map(edit::apply))
                .toList();
    }

    private static List<Image> images(List<LabeledImage> labeled, Label label) {
        return labeled.stream()
                .filter(image -> image.label() == label)
                .map(LabeledImage::image)
                .toList();
    }

    private static double[] probabilities(Calibration calibration, double[] logits) {
        return Arrays.stream(logits).map(calibration::probability).toArray();
    }

    private static boolean finite(double[] logits) {
        return Arrays.stream(logits).allMatch(Double::isFinite);
    }
}
