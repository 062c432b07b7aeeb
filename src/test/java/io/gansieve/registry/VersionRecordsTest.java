package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Sha256;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VersionRecordsTest {
    @Test
    void cutsALargeVersionIntoPartsThatAnyBrokerTakes() throws CorruptEnvelopeException {
        ModelPackage model = large(12 << 20);
        VersionRecords records = VersionRecords.of(model);

        assertThat(records.parts())
                .hasSize(14)
                .allSatisfy(part -> assertThat(part).hasSizeLessThanOrEqualTo(VersionRecords.PART_BYTES));
        assertThat(Json.write(records.manifest())).hasSizeLessThan(64 << 10);
        assertThat(records.assemble()).isEqualTo(model);
    }

    @Test
    void carriesAManifestAsJson() {
        Manifest manifest = VersionRecords.of(large(2_000_000)).manifest();
        assertThat(Json.read(Json.write(manifest), Manifest.class)).isEqualTo(manifest);
    }

    @Test
    void refusesPartsThatAreNotThoseOfTheManifest() {
        VersionRecords records = VersionRecords.of(large(2_000_000));
        List<byte[]> swapped = new ArrayList<>(records.parts());
        swapped.set(0, records.parts().get(1));
        refused(new VersionRecords(records.manifest(), swapped), "part 0 of version 4 is not what its manifest says");
        refused(
                new VersionRecords(records.manifest(), records.parts().subList(0, 2)),
                "version 4 must have 3 parts, found 2");
        refused(new VersionRecords(records.manifest().thinned(), List.of()), "version 4 must have 0 parts, found 0");
    }

    @Test
    void refusesAManifestOfANewerReleaseAndOneThatContradictsItself() {
        Manifest manifest = VersionRecords.of(large(1000)).manifest();
        byte[] json = Json.write(manifest);
        String newer = new String(json, StandardCharsets.UTF_8).replaceFirst("\"schema\":2", "\"schema\":99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.read(newer.getBytes(StandardCharsets.UTF_8), Manifest.class))
                .withMessageContaining("a newer release wrote 99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Manifest(
                        Manifest.SCHEMA, manifest.metadata(), Manifest.Weights.HELD, manifest.files(), List.of()))
                .withMessageContaining("must hold its files");
    }

    @Test
    void refusesAVersionThatIsTooLarge() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VersionRecords.of(large(VersionRecords.MAX_BYTES)))
                .withMessageContaining("at most 72000000 bytes");
    }

    @Test
    void keepsASmallRecordOfAVersionWithManySources() {
        ModelPackage model = large(1000);
        Manifest thinned = VersionRecords.of(model).manifest().thinned();
        assertThat(Json.write(thinned)).hasSizeLessThan(2048);
    }

    private static void refused(VersionRecords records, String message) {
        assertThatExceptionOfType(CorruptEnvelopeException.class)
                .isThrownBy(records::assemble)
                .withMessage(message);
    }

    static ModelPackage large(int detectorBytes) {
        byte[] detector = new byte[detectorBytes];
        new SplittableRandom(1).nextBytes(detector);
        ModelPackage tiny = Models.tiny(ModelVersion.SCHEMA);
        ModelVersion version = tiny.version();
        ModelVersion metadata = new ModelVersion(
                version.schema(),
                version.version(),
                version.createdAt(),
                version.shape(),
                version.fit(),
                version.calibration(),
                version.thresholds(),
                version.trainedAgainst(),
                version.provenance(),
                version.gate(),
                Map.of(
                        ModelVersion.DETECTOR, Sha256.hex(detector),
                        ModelVersion.GENERATOR, Sha256.hex(tiny.generatorOnnx()),
                        ModelVersion.SAMPLES, Sha256.hex(tiny.samplesPng())));
        return new ModelPackage(metadata, detector, tiny.generatorOnnx(), tiny.samplesPng());
    }
}
