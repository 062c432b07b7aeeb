package io.gansieve.registry;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Thresholds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Packages for tests, with parts of a few bytes. */
final class Models {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private Models() {}

    static Provenance provenance(long seed) {
        return new Provenance(
                3, 9, seed, 6400, "d1ge57", Map.of("labelFlip", 0.05), Map.of("gansieve-examples-0", 700L));
    }

    static ModelPackage tiny(int schema) {
        byte[] detector = "detector".getBytes(StandardCharsets.UTF_8);
        byte[] generator = "generator!".getBytes(StandardCharsets.UTF_8);
        byte[] samples = new byte[0];
        GateReport gate = new GateReport(
                false, List.of("no"), Map.of("gan", 0.9, "all", Double.NaN), Map.of(), 0.01, Double.NaN, 200, 300);
        ModelVersion version = new ModelVersion(
                schema,
                4,
                NOW,
                ImageShape.MNIST,
                ImageFit.CENTER_CROP,
                new Calibration(1.5, -0.2, 0.5),
                new Thresholds(0.1, 0.8, 0.9, 0.01),
                List.of("gan", "vae"),
                provenance(42),
                gate,
                Map.of(
                        ModelVersion.DETECTOR, Sha256.hex(detector),
                        ModelVersion.GENERATOR, Sha256.hex(generator),
                        ModelVersion.SAMPLES, Sha256.hex(samples)));
        return new ModelPackage(version, detector, generator, samples);
    }
}
