package io.gansieve.registry;

import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.image.HarmlessEdit;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.CalibrationScores;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Familiarity;
import io.gansieve.scoring.FrameThresholds;
import io.gansieve.scoring.Thresholds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What turns a candidate's logits into answers, from the calibration split, which nothing was trained on: probabilities, both
 * thresholds and the limits of what it knows. Used by one thread at a time.
 */
final class CandidateCalibration {
    private static final int MIN_REALS = 30;

    private static final int MAX_FEATURES = 2_500;

    /** Of each kind of edit, for both labels: enough for a quantile of 1 %; a round must not be spent on codecs. */
    private static final int MAX_EDITED = 800;

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
            SplittableRandom random = new SplittableRandom(seed);
            CalibrationScores real = logits(detector, reals, HarmlessEdit.processing(), random);
            CalibrationScores fake = logits(detector, generated, List.of(), random);
            return real.finite() && fake.finite() ? fitted(plain, real, fake, familiarity(detector, request)) : plain;
        }
    }

    private static CalibrationScores logits(
            Detector detector, List<Image> images, List<HarmlessEdit> processing, SplittableRandom random) {
        return new CalibrationScores(
                GateScores.logits(detector, images),
                edited(detector, images, processing, random),
                edited(detector, images, HarmlessEdit.whispers(), random));
    }

    /** Other images for each kind of edit, each edited once with a strength of its own. */
    private static List<double[]> edited(
            Detector detector, List<Image> images, List<HarmlessEdit> edits, SplittableRandom random) {
        List<double[]> sets = new ArrayList<>(edits.size());
        for (HarmlessEdit edit : edits) {
            List<Image> drawn = new ArrayList<>(images);
            Collections.shuffle(drawn, new Random(random.nextLong()));
            List<Image> edited = drawn.stream()
                    .limit(MAX_EDITED)
                    .map(image -> edit.apply(image, random))
                    .toList();
            sets.add(GateScores.logits(detector, edited));
        }
        return sets;
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
            DetectorMetadata plain, CalibrationScores real, CalibrationScores generated, Familiarity familiarity) {
        int reals = real.clean().length;
        double[] logits = Arrays.copyOf(real.clean(), reals + generated.clean().length);
        System.arraycopy(generated.clean(), 0, logits, reals, generated.clean().length);
        boolean[] labels = new boolean[logits.length];
        Arrays.fill(labels, reals, labels.length, true);
        Calibration calibration = Calibration.fit(logits, labels, config.prior());
        CalibrationScores probabilities = real.map(calibration::probability);
        Thresholds thresholds = Thresholds.fit(
                probabilities, generated.map(calibration::probability), config.targetFalsePositiveRate());
        return new DetectorMetadata(
                plain.schema(),
                plain.version(),
                plain.shape(),
                plain.fit(),
                calibration,
                thresholds,
                FrameThresholds.fit(probabilities, thresholds),
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
}
