package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectorMetadataTest {
    private static final DetectorMetadata METADATA = new DetectorMetadata(
            1,
            12,
            new ImageShape(32, 28, 3),
            ImageFit.CENTER_CROP,
            new Calibration(1.0 / 3, -0.1, 0.3),
            new Thresholds(Double.MIN_NORMAL, 1 - 1e-16, 1, 0.01),
            new FrameThresholds(
                    List.of(new FrameThresholds.Entry(2, 1 - 1e-16, 1), new FrameThresholds.Entry(8, 1, 1))),
            FamiliarityTest.twoRegions(),
            List.of("gan", "a,b", "50%2C %", "größer"));

    @Test
    void comesBackExactlyFromItsProperties() {
        assertThat(DetectorMetadata.fromProperties(METADATA.toProperties())).isEqualTo(METADATA);
        DetectorMetadata alone = TinyDetector.metadata(0);
        assertThat(DetectorMetadata.fromProperties(alone.toProperties())).isEqualTo(alone);
        DetectorMetadata againstNone = new DetectorMetadata(
                1,
                1,
                alone.shape(),
                alone.fit(),
                alone.calibration(),
                alone.thresholds(),
                alone.frames(),
                alone.familiarity(),
                List.of());
        assertThat(DetectorMetadata.fromProperties(againstNone.toProperties())).isEqualTo(againstNone);
    }

    @Test
    void aFileWithoutFamiliarityKnowsEveryImage() {
        Map<String, String> properties = new HashMap<>(METADATA.toProperties());
        properties.remove("gansieve.familiarity");
        assertThat(DetectorMetadata.fromProperties(properties).familiarity()).isEqualTo(Familiarity.UNLIMITED);
    }

    @Test
    void aFileWithoutThresholdsOfFramesDerivesThem() {
        Map<String, String> properties = new HashMap<>(METADATA.toProperties());
        properties.remove("gansieve.thresholds.frames");
        DetectorMetadata old = DetectorMetadata.fromProperties(properties);
        assertThat(old.thresholds(4)).isEqualTo(old.thresholds().forHighestOf(4));
        assertThat(old.thresholds(1)).isEqualTo(old.thresholds());
    }

    @Test
    void refusesThresholdsOfFramesBelowThoseOfOneImage() {
        Map<String, String> properties = new HashMap<>(METADATA.toProperties());
        properties.put("gansieve.thresholds.frames", "2:0.1:0.2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DetectorMetadata.fromProperties(properties))
                .withMessageStartingWith("thresholds of several frames must not be below those of one");
    }

    @Test
    void hasTheKeysOfTheContract() {
        assertThat(METADATA.toProperties())
                .containsOnlyKeys(
                        "gansieve.schema",
                        "gansieve.version",
                        "gansieve.shape",
                        "gansieve.fit",
                        "gansieve.calibration.slope",
                        "gansieve.calibration.intercept",
                        "gansieve.calibration.prior",
                        "gansieve.thresholds.real",
                        "gansieve.thresholds.generated",
                        "gansieve.thresholds.generatedIfProcessed",
                        "gansieve.thresholds.targetFalsePositiveRate",
                        "gansieve.thresholds.frames",
                        "gansieve.familiarity",
                        "gansieve.trainedAgainst")
                .containsEntry("gansieve.shape", "32x28x3")
                .containsEntry("gansieve.fit", "center-crop");
    }

    @Test
    void namesThePropertyThatIsMissingOrWrong() {
        for (String key : METADATA.toProperties().keySet()) {
            Map<String, String> without = new LinkedHashMap<>(METADATA.toProperties());
            without.remove(key);
            if (!key.equals("gansieve.familiarity") && !key.equals("gansieve.thresholds.frames")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> DetectorMetadata.fromProperties(without))
                        .withMessage("a detector's metadata must hold " + key);
            }
            if (!key.equals("gansieve.trainedAgainst")) {
                without.put(key, "x1");
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> DetectorMetadata.fromProperties(without))
                        .withMessageContaining(key + " cannot be read: x1");
            }
        }
    }

    @Test
    void refusesANewerSchema() {
        Map<String, String> newer = new LinkedHashMap<>(METADATA.toProperties());
        newer.put("gansieve.schema", "2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DetectorMetadata.fromProperties(newer))
                .withMessage("gansieve.schema must be at most 1, a newer release wrote 2");
    }
}
