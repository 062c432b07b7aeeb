package io.gansieve.registry;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.TrainedRound;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageGrid;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Makes a version out of a trained round: exports the networks, calibrates and sets thresholds on the calibration split, and
 * puts the candidate before the gate. Neither split was trained on. Same request, same package. Used by one thread at a time.
 */
public final class Candidates {
    /** Of a split's images of one label: a share of 1 % is then known to within a fifth of it, and more would cost more than training. */
    private static final int MAX_IMAGES = 2_500;

    private static final int GRID_COLUMNS = 10;

    /** In pixels; large images make smaller grids, so that a version stays a record that Kafka takes. */
    private static final int MAX_GRID_WIDTH = 1024;

    /** The same latent vectors for every version, so that grids can be compared. */
    private static final long GRID_SEED = 1;

    private final GanTrainer trainer;
    private final GateConfig config;
    private final ImageFit fit;
    private final Forgeries forgeries;
    private final CandidateCalibration calibration;

    /**
     * @param provenance whose seed every random choice here derives from
     * @param trainedOn the images of the round
     * @param calibrate labelled images of the calibration split; own generators' samples are added here, as are they to the gate's
     * @param undeciding sources of the gate that decide nothing
     * @param champion the serving detector, unless version 0 serves
     */
    public record Request(
            long version,
            RoundImages trainedOn,
            TrainedRound round,
            Provenance provenance,
            List<LabeledImage> calibrate,
            List<LabeledImage> gate,
            Set<String> undeciding,
            Optional<Detector> champion,
            Instant now) {
        public Request {
            calibrate = List.copyOf(calibrate);
            gate = List.copyOf(gate);
            undeciding = Set.copyOf(undeciding);
        }

        /** With every source deciding. */
        public Request(
                long version,
                RoundImages trainedOn,
                TrainedRound round,
                Provenance provenance,
                List<LabeledImage> calibrate,
                List<LabeledImage> gate,
                Optional<Detector> champion,
                Instant now) {
            this(version, trainedOn, round, provenance, calibrate, gate, Set.of(), champion, now);
        }
    }

    public Candidates(GanTrainer trainer, GateConfig config, ImageFit fit) {
        this.trainer = trainer;
        this.config = config;
        this.fit = fit;
        this.forgeries = new Forgeries(trainer);
        this.calibration = new CandidateCalibration(trainer, forgeries, config, fit);
    }

    /** Throws {@link IllegalArgumentException} if the exported detector cannot score, as when its weights are not finite. */
    public ModelPackage build(Request request) {
        SplittableRandom random = new SplittableRandom(request.provenance().seed());
        DetectorMetadata metadata = calibration.fit(request, random.nextLong());
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

    /** Judges the very file that will serve, and the champion on the same images. */
    private GateReport judged(Request request, byte[] detectorOnnx, long sampleSeed, long bootstrapSeed) {
        List<Image> reals = images(request.gate(), Label.REAL);
        SortedMap<String, List<Image>> generated = forgeries.bySource(
                request.round().snapshot(), request.gate(), Math.max(reals.size(), config.minImages()), sampleSeed);
        try (Detector candidate = Detector.load(detectorOnnx)) {
            return new Gate(config, bootstrapSeed)
                    .decide(
                            GateScores.of(candidate, reals, generated),
                            request.champion().map(champion -> GateScores.of(champion, reals, generated)),
                            request.undeciding());
        }
    }

    /** Of one label, at most {@link #MAX_IMAGES}. */
    static List<Image> images(List<LabeledImage> labeled, Label label) {
        List<Image> all = labeled.stream()
                .filter(image -> image.label() == label)
                .map(LabeledImage::image)
                .toList();
        return spread(all, MAX_IMAGES);
    }

    /** At most so many of the images, from the whole list alike: it may be sorted by class or source. */
    static <T> List<T> spread(List<T> images, int most) {
        return images.size() <= most
                ? images
                : IntStream.range(0, most)
                        .mapToObj(i -> images.get((int) ((long) i * images.size() / most)))
                        .toList();
    }
}
