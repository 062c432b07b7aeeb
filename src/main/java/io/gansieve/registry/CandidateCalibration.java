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
import java.util.stream.Stream;

/**
 * What turns a candidate's logits into answers, from the calibration split, which nothing was trained on: probabilities, both
 * thresholds and the limits of what it knows. Used by one thread at a time.
 */
final class CandidateCalibration {
    private static final int MIN_REALS = 30;

    private static final int MAX_FEATURES = 2_500;

    /** Of each kind of edit, for both labels: enough for a quantile of 1 %; a round must not be spent on codecs. */
    private static final int MAX_EDITED = 500;

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
            Logits real = logits(detector, reals, HarmlessEdit.available(), random);
            Logits fake = logits(detector, generated, HarmlessEdit.whispers(), random);
            return real.finite() && fake.finite() ? fitted(plain, real, fake, familiarity(detector, request)) : plain;
        }
    }

    /**
     * Of the images of one label.
     *
     * @param edited a set for each kind of edit
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Logits(double[] clean, List<double[]> edited) {
        boolean finite() {
            return Stream.concat(Stream.of(clean), edited.stream())
                    .flatMapToDouble(Arrays::stream)
                    .allMatch(Double::isFinite);
        }

        Logits through(Calibration calibration) {
            return new Logits(
                    probabilities(calibration, clean),
                    edited.stream().map(set -> probabilities(calibration, set)).toList());
        }

        private static double[] probabilities(Calibration calibration, double[] logits) {
            return Arrays.stream(logits).map(calibration::probability).toArray();
        }
    }

    /** Other images for each kind of edit, each edited once with a strength of its own. */
    private static Logits logits(
            Detector detector, List<Image> images, List<HarmlessEdit> edits, SplittableRandom random) {
        List<double[]> edited = new ArrayList<>(edits.size());
        for (HarmlessEdit edit : edits) {
            List<Image> drawn = new ArrayList<>(images);
            Collections.shuffle(drawn, new Random(random.nextLong()));
            edited.add(GateScores.logits(
                    detector,
                    drawn.stream()
                            .limit(MAX_EDITED)
                            .map(image -> edit.apply(image, random))
                            .toList()));
        }
        return new Logits(GateScores.logits(detector, images), edited);
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

    private DetectorMetadata fitted(DetectorMetadata plain, Logits real, Logits generated, Familiarity familiarity) {
        int reals = real.clean().length;
        double[] logits = Arrays.copyOf(real.clean(), reals + generated.clean().length);
        System.arraycopy(generated.clean(), 0, logits, reals, generated.clean().length);
        boolean[] labels = new boolean[logits.length];
        Arrays.fill(labels, reals, labels.length, true);
        Calibration calibration = Calibration.fit(logits, labels, config.prior());
        Logits calibrated = real.through(calibration);
        Logits forged = generated.through(calibration);
        Thresholds thresholds = Thresholds.fit(
                calibrated.clean(),
                calibrated.edited(),
                forged.clean(),
                forged.edited(),
                config.targetFalsePositiveRate());
        return new DetectorMetadata(
                plain.schema(),
                plain.version(),
                plain.shape(),
                plain.fit(),
                calibration,
                thresholds,
                FrameThresholds.fit(calibrated.clean(), calibrated.edited(), thresholds),
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
