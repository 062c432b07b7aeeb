package io.gansieve.registry;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Thresholds;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The metadata of a version, which precedes its parts in the envelope.
 *
 * <p>At most 128 KiB as JSON: what comes from outside in it, names of sources and the gate's reasons, is bounded where it is held.
 *
 * @param schema of the envelope; readers keep their champion if it is newer than {@link #SCHEMA}
 * @param sha256 of each part, in hex: {@code detector.onnx}, {@code generator.onnx}, {@code samples.png}
 */
public record ModelVersion(
        int schema,
        long version,
        Instant createdAt,
        ImageShape shape,
        ImageFit fit,
        Calibration calibration,
        Thresholds thresholds,
        List<String> trainedAgainst,
        Provenance provenance,
        GateReport gate,
        Map<String, String> sha256) {
    public static final int SCHEMA = 1;
    public static final String DETECTOR = "detector.onnx";
    public static final String GENERATOR = "generator.onnx";
    public static final String SAMPLES = "samples.png";

    /** Sources that a summary names. */
    private static final int SUMMARY_SOURCES = 16;

    public ModelVersion {
        if (version < 1) {
            throw new IllegalArgumentException("a version must be at least 1: " + version);
        }
        trainedAgainst = DetectorMetadata.boundedNames(trainedAgainst);
        sha256 = Map.copyOf(sha256);
    }

    /** What stays of a version for the record once its weights are gone; some 1 KB. */
    ModelVersion summary() {
        return new ModelVersion(
                schema,
                version,
                createdAt,
                shape,
                fit,
                calibration,
                thresholds,
                trainedAgainst.stream().limit(SUMMARY_SOURCES).toList(),
                new Provenance(
                        provenance.parent(),
                        provenance.round(),
                        provenance.seed(),
                        provenance.imagesSeen(),
                        provenance.imagesDigest(),
                        Map.of(),
                        Map.of()),
                gate.summary(SUMMARY_SOURCES),
                Map.of(DETECTOR, sha256.getOrDefault(DETECTOR, "")));
    }
}
