package io.gansieve.scoring;

import java.util.List;

/** A model's answer for one image, before it is tied to an input record. */
public record Score(
        Decision decision,
        double probabilityGenerated,
        double logit,
        Thresholds thresholds,
        long modelVersion,
        long championEpoch,
        String modelSha256,
        List<String> trainedAgainst) {
    /** The three answers. */
    public enum Decision {
        REAL,
        GENERATED,
        UNCERTAIN
    }
}
