package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Thresholds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateReportTest {
    /** What JSON makes twice as long. */
    private static final String LONG = "\"".repeat(94);

    private static final GateReport LARGEST = report(9_000);

    private static GateReport report(int sources) {
        Map<String, Double> auroc = new TreeMap<>(Map.of("all", 0.9));
        IntStream.range(0, sources).forEach(i -> auroc.put(LONG + "%06d".formatted(i), 1.0 - 1.0 / (i + 3)));
        List<String> reasons = IntStream.range(0, sources)
                .mapToObj(i -> "AUROC against %s%06d may have fallen by 0.100".formatted(LONG.repeat(5), i))
                .toList();
        return new GateReport(false, reasons, auroc, auroc, 0.01, 0.02, 400, 9_000);
    }

    @Test
    void holdsAllThatReplayNames() {
        Map<String, Double> auroc = new TreeMap<>(Map.of("all", 0.9, "other", 0.9));
        IntStream.range(0, 256 + 7).forEach(i -> auroc.put("source-" + i, 0.5));
        assertThat(new GateReport(true, List.of(), auroc, Map.of(), 0, 0, 1, 1).auroc())
                .isEqualTo(auroc);
    }

    @Test
    void isBoundedWhateverSourcesThereAre() {
        assertThat(LARGEST.auroc()).hasSize(300).containsEntry("all", 0.9);
        assertThat(LARGEST.reasons())
                .hasSize(10)
                .endsWith("and 8991 more")
                .allSatisfy(reason -> assertThat(reason).hasSizeLessThanOrEqualTo(200));
        assertThat(Json.read(Json.write(LARGEST), GateReport.class)).isEqualTo(LARGEST);
        assertThat(Json.write(LARGEST).length).isLessThan(144 << 10);
    }

    @Test
    void aRoundsReportOfItIsBounded() {
        RoundReport report = new RoundReport(
                RoundReport.SCHEMA,
                1,
                RoundReport.Outcome.REJECTED,
                "x".repeat(1 << 20),
                1,
                Optional.empty(),
                Optional.of(LARGEST),
                Optional.empty(),
                "",
                Instant.EPOCH,
                1);
        assertThat(report.reason()).hasSize(RoundReport.MAX_REASON).endsWith("…");
        assertThat(Json.write(report).length).isLessThan(256 << 10);
    }

    /** With as many sources as replay names. */
    @Test
    void aVersionsMetadataAreBounded() {
        ModelVersion version = new ModelVersion(
                ModelVersion.SCHEMA,
                1,
                Instant.EPOCH,
                ImageShape.MNIST,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                new Thresholds(0.2, 0.8, 0.9, 0.01),
                IntStream.range(0, 9_000).mapToObj(i -> i + LONG.repeat(9)).toList(),
                Models.provenance(1),
                report(256 + 8),
                Map.of());
        assertThat(version.trainedAgainst())
                .hasSize(40)
                .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(100));
        assertThat(Json.write(version).length).isLessThan(128 << 10);
    }
}
