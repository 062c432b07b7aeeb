package io.gansieve.scoring;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

    /** By decision, then by logit: an unfamiliar frame with a higher logit hides no forged one. */
    private static final Comparator<Score> SEVERITY =
            Comparator.<Score>comparingInt(score -> score.decision().severity()).thenComparingDouble(Score::logit);

    /** The three answers. */
    public enum Decision {
        REAL,
        GENERATED,
        UNCERTAIN;

        private int severity() {
            return switch (this) {
                case REAL -> 0;
                case UNCERTAIN -> 1;
                case GENERATED -> 2;
            };
        }
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
        return of(output, detector, detector.metadata().thresholds(), championEpoch);
    }

    /** The same for the frames of one file, in order, with the thresholds for the highest of so many. */
    public static List<Score> ofFrames(List<Detector.Output> outputs, Detector detector, long championEpoch) {
        Thresholds thresholds = detector.metadata().thresholds(outputs.size());
        return outputs.stream()
                .map(output -> of(output, detector, thresholds, championEpoch))
                .toList();
    }

    private static Score of(Detector.Output output, Detector detector, Thresholds thresholds, long championEpoch) {
        DetectorMetadata model = detector.metadata();
        boolean finite = Double.isFinite(output.logit());
        boolean familiar = finite && model.familiarity().contains(output.features());
        double probability = finite ? model.calibration().probability(output.logit()) : 0.5;
        return new Score(
                familiar ? thresholds.decide(probability) : Decision.UNCERTAIN,
                probability,
                finite ? output.logit() : 0,
                familiar,
                thresholds,
                model.version(),
                championEpoch,
                detector.sha256(),
                model.trainedAgainst());
    }

    /** Which of a file's scores is the file's: a file is {@code REAL} only if every frame is. The first of equal ones. */
    static int deciding(List<Score> scores) {
        return IntStream.range(0, scores.size())
                .boxed()
                .max(Comparator.comparing(scores::get, SEVERITY))
                .orElseThrow(() -> new IllegalArgumentException("scores must hold at least one"));
    }
}
