package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.SourceName;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.Manifest;
import io.gansieve.registry.ModelKeys;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelRecord;
import io.gansieve.registry.ModelVersion;
import io.gansieve.registry.Provenance;
import io.gansieve.registry.VersionRecords;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Thresholds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is shown of many versions stays small: a page of them, and an event that a client's queue takes. */
class ModelPagesTest {
    private static final int VERSIONS = 2_000;
    private static final ModelLog LOG = log();

    @Test
    void showsTheNewestVersionsAPageAtATime() {
        List<ModelSummary> newest = ModelSummary.page(LOG, Long.MAX_VALUE, 50);
        assertThat(newest).hasSize(50);
        assertThat(newest.get(0).version()).isEqualTo(1951);
        assertThat(newest.get(49).version()).isEqualTo(2000);
        assertThat(ModelSummary.page(LOG, 1951, 50).get(49).version()).isEqualTo(1950);
        assertThat(ModelSummary.page(LOG, 1, 50)).isEmpty();
        assertThat(ModelSummary.page(LOG, 3, 50))
                .extracting(ModelSummary::version)
                .containsExactly(1L, 2L);
    }

    @Test
    void drawsTheChampionHoweverOldItIs() {
        List<ModelSummary> watched = ModelSummary.watched(LOG);
        assertThat(watched.get(0).version()).isEqualTo(7);
        assertThat(watched.get(0).champion()).isTrue();
        assertThat(watched).hasSize(101);
    }

    @Test
    void sendsAnEventThatStaysWellBelowAClientsQueue() {
        byte[] event = new EventStream.Event("models", ModelSummary.watched(LOG)).bytes();
        assertThat(event).hasSizeLessThan(EventClient.MAX_QUEUED_BYTES / 4);
    }

    private static ModelLog log() {
        List<ModelRecord> records = new ArrayList<>();
        for (long number = 1; number <= VERSIONS; number++) {
            ModelVersion version = version(number);
            if (number == 7) {
                VersionRecords whole =
                        VersionRecords.of(new ModelPackage(version, new byte[] {1}, new byte[] {2}, new byte[] {3}));
                records.add(new ModelRecord(
                        records.size(), ModelKeys.part(7, 0), whole.parts().get(0)));
                records.add(new ModelRecord(records.size(), ModelKeys.version(7), Json.write(whole.manifest())));
            } else {
                records.add(
                        new ModelRecord(records.size(), ModelKeys.version(number), Json.write(Manifest.gone(version))));
            }
        }
        ChampionPointer pointer = new ChampionPointer(1, 3, 7, "promote", "ada", "", true, Instant.EPOCH);
        records.add(new ModelRecord(records.size(), ModelKeys.champion(3), Json.write(pointer)));
        return ModelLog.EMPTY.with(records);
    }

    /** With as many sources as a trainer names, and as long. */
    private static ModelVersion version(long number) {
        Map<String, Double> auroc = new TreeMap<>();
        auroc.put(SourceName.ALL, 0.9);
        for (int source = 0; source < 256; source++) {
            auroc.put("%03d-%s".formatted(source, "s".repeat(90)), 0.123456789);
        }
        return new ModelVersion(
                ModelVersion.SCHEMA,
                number,
                Instant.EPOCH,
                ImageShape.MNIST,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                new Thresholds(0.2, 0.8, 0.9, 0.01),
                List.of("gan"),
                new Provenance(number - 1, number, 42, 1000, "digest", Map.of(), Map.of()),
                new GateReport(true, List.of(), auroc, auroc, 0.01, 0.01, 200, 300),
                Map.of());
    }
}
