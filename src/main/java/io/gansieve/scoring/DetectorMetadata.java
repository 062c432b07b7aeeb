package io.gansieve.scoring;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.Map;

/**
 * What a detector's file says of itself, in ONNX {@code metadata_props}: the file alone is enough to score with.
 *
 * @param schema of these properties; a larger one than {@link #SCHEMA} is refused
 * @param trainedAgainst generators and sources of the fakes it was trained on
 */
public record DetectorMetadata(
        int schema,
        long version,
        ImageShape shape,
        ImageFit fit,
        Calibration calibration,
        Thresholds thresholds,
        List<String> trainedAgainst) {
    public static final int SCHEMA = 1;

    public DetectorMetadata {
        trainedAgainst = List.copyOf(trainedAgainst);
    }

    public Map<String, String> toProperties() {
        throw new UnsupportedOperationException();
    }

    /** Throws {@link IllegalArgumentException} that names the property that is missing or wrong. */
    public static DetectorMetadata fromProperties(Map<String, String> properties) {
        throw new UnsupportedOperationException();
    }
}
