package io.gansieve.registry;

import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.codec.WebpCodec;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Familiarity;
import io.gansieve.scoring.FrameThresholds;
import io.gansieve.scoring.Thresholds;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What turns a candidate's logits into answers, from the calibration split, which nothing was trained on: probabilities, both
 * thresholds and the limits of what it knows. Used by one thread at a time.
 */
final class CandidateCalibration {
    private static final int MIN_REALS = 30;

    private static final int MAX_FEATURES = 2_500;

    /** Enough for a quantile of 1 % of the highest of 16 frames; a round must not be spent on codecs. */
    private static final int MAX_EDITED = 2_500;

    /** What people's programs do to a real image on its way; a false alarm must not come of it. */
    private static final List<Corruption> PROCESSING = Stream.<Corruption>of(
                    new Corruption.Jpeg(75),
                    new Corruption.Webp(95),
                    new Corruption.Webp(80),
                    new Corruption.Blur(1),
                    new Corruption.HalfSize())
            .filter(edit -> WebpCodec.isAvailable() || !(edit instanceof Corruption.Webp))
            .toList();

    private final GanTrainer trainer;
    private final Forgeries forgeries;
    private final GateConfig config;
    private final ImageFit fit;

    CandidateCalibration(GanTrainer trainer, Forgeries forgeries, GateConfig config, ImageFit fit) {
        this.trainer = trainer;
        this.forgeries = forgeries;
        this.config = config;
        this.fit = fit;
    }

    /** The metadata of the file that will serve; wide thresholds where there are too few reals to find better ones. */
    DetectorMetadata fit(Candidates.Request request, long seed) {
        List<Image> reals = Candidates.images(request.calibrate(), Label.REAL);
        Collection<List<Image>> sources = forgeries
                .bySource(request.round().snapshot(), request.calibrate(), reals.size(), seed)
                .values();
        List<Image> generated = sources.stream().flatMap(List::stream).toList();
        DetectorMetadata plain = plain(request, generated.get(0).shape());
        if (reals.size() < MIN_REALS) {
            return plain;
        }
        byte[] onnx = trainer.detectorOnnx(request.round().snapshot(), plain.toProperties());
        try (Detector detector = Detector.load(onnx)) {
            double[] real = GateScores.logits(detector, reals);
            double[] fake = GateScores.logits(detector, generated);
            List<Image> edited = Candidates.spread(reals, MAX_EDITED);
            List<double[]> processed = PROCESSING.stream()
                    .map(edit -> GateScores.logits(
                            detector, edited.stream().map(edit::apply).toList()))
                    .toList();
            return finite(real) && finite(fake) && processed.stream().allMatch(CandidateCalibration::finite)
                    ? fitted(plain, real, processed, fake, familiarity(detector, request))
                    : plain;
        }
    }

    private DetectorMetadata plain(Candidates.Request request, ImageShape shape) {
        return new DetectorMetadata(
                DetectorMetadata.SCHEMA,
                request.version(),
                shape,
                fit,
                Calibration.IDENTITY,
                Thresholds.wide(config.targetFalsePositiveRate()),
                FrameThresholds.NONE,
                Familiarity.UNLIMITED,
                request.round().result().generators());
    }

    private DetectorMetadata fitted(
            DetectorMetadata plain,
            double[] real,
            List<double[]> processed,
            double[] generated,
            Familiarity familiarity) {
        double[] logits = Arrays.copyOf(real, real.length + generated.length);
        System.arraycopy(generated, 0, logits, real.length, generated.length);
        boolean[] labels = new boolean[logits.length];
        Arrays.fill(labels, real.length, labels.length, true);
        Calibration calibration = Calibration.fit(logits, labels, config.prior());
        double[] clean = probabilities(calibration, real);
        List<double[]> edited =
                processed.stream().map(set -> probabilities(calibration, set)).toList();
        Thresholds thresholds =
                Thresholds.fit(clean, edited, probabilities(calibration, generated), config.targetFalsePositiveRate());
        return new DetectorMetadata(
                plain.schema(),
                plain.version(),
                plain.shape(),
                plain.fit(),
                calibration,
                thresholds,
                FrameThresholds.fit(clean, edited, thresholds),
                familiarity,
                plain.trainedAgainst());
    }

    /** Regions of the reals, which own forgers imitate, and of what came from outside, where there is enough of each. */
    private Familiarity familiarity(Detector detector, Candidates.Request request) {
        RoundImages trained = request.trainedOn();
        Familiarity reals = Familiarity.UNLIMITED.with(
                content(detector, labeled(trained.real())),
                content(detector, Candidates.images(request.calibrate(), Label.REAL)),
                config.targetFalsePositiveRate());
        List<Image> outside = Candidates.images(request.calibrate(), Label.GENERATED);
        return reals.equals(Familiarity.UNLIMITED) || trained.generated().isEmpty()
                ? reals
                : reals.with(
                        content(detector, labeled(trained.generated())),
                        content(detector, outside),
                        config.targetFalsePositiveRate());
    }

    /** Those features that tell what an image shows. */
    private static List<float[]> content(Detector detector, List<Image> images) {
        return detector.score(Candidates.spread(images, MAX_FEATURES)).stream()
                .map(Detector.Output::features)
                .map(features -> Arrays.copyOfRange(
                        features, Math.min(GanTrainer.LEARNED_FEATURES, features.length), features.length))
                .toList();
    }

    private static List<Image> labeled(List<LabeledImage> images) {
        return images.stream().map(LabeledImage::image).toList();
    }

    private static double[] probabilities(Calibration calibration, double[] logits) {
        return Arrays.stream(logits).map(calibration::probability).toArray();
    }

    private static boolean finite(double[] logits) {
        return Arrays.stream(logits).allMatch(Double::isFinite);
    }
}
