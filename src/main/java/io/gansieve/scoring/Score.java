package io.gansieve.scoring;

import java.util.List;

/**
 * A model's answer for one image, before it is tied to an input record.
 *
 * @param familiar whether the image is like those that the model was trained on; if not, the decision is {@code UNCERTAIN}
 */
public record Score(
        Decision decision,
        double probabilityGenerated,
        double logit,
        boolean familiar,
        Thresholds thresholds,
        long modelVersion,
        long championEpoch,
        String modelSha256,
        List<String> trainedAgainst) {
    private static final Thresholds BUILT_IN_THRESHOLDS = Thresholds.undecided(0.01);

    /** SHA-256 of no bytes: version 0 has no file. */
    private static final String BUILT_IN_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** The three answers. */
    public enum Decision {
        REAL,
        GENERATED,
        UNCERTAIN
    }

    public Score {
        trainedAgainst = List.copyOf(trainedAgainst);
    }

    /** Version 0's answer for every image. */
    public static Score builtIn(long championEpoch) {
        return new Score(
                Decision.UNCERTAIN, 0.5, 0, false, BUILT_IN_THRESHOLDS, 0, championEpoch, BUILT_IN_SHA256, List.of());
    }

    /** What {@code detector} makes of its own output; a logit that is no finite number says nothing about the image. */
    public static Score of(Detector.Output output, Detector detector, long championEpoch) {
        DetectorMetadata model = detector.metadata();
        boolean finite = Double.isFinite(output.logit());
        boolean familiar = finite && model.familiarity().contains(output.features());
        double probability = finite ? model.calibration().probability(output.logit()) : 0.5;
        return new Score(
                familiar ? model.thresholds().decide(probability) : Decision.UNCERTAIN,
                probability,
                finite ? output.logit() : 0,
                familiar,
                model.thresholds(),
                model.version(),
                championEpoch,
                detector.sha256(),
                model.trainedAgainst());
    }
}
