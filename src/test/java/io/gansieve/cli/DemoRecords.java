package io.gansieve.cli;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.RoundCoverage;
import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verdicts and round reports as a demonstration gets them back. */
final class DemoRecords {
    private static final Image IMAGE = Image.of(ImageShape.MNIST, new byte[ImageShape.MNIST.size()]);
    private static final Thresholds THRESHOLDS = new Thresholds(0.2, 0.8, 0.9, 0.01);

    private DemoRecords() {}

    /** @param latency from the record's time stamp to its score, in milliseconds */
    static Verdict verdict(String id, double probability, long version, long latency) {
        return verdict(id, probability, version, latency, Optional.empty());
    }

    static Verdict verdict(String id, double probability, long version, long latency, Optional<Verdict.Frames> frames) {
        Score.Decision decision = probability <= THRESHOLDS.real()
                ? Score.Decision.REAL
                : probability < THRESHOLDS.generatedIfProcessed() ? Score.Decision.UNCERTAIN : Score.Decision.GENERATED;
        Score score = new Score(decision, probability, 0, true, THRESHOLDS, version, version, "", List.of("gan"));
        Verdict.Input input = new Verdict.Input("gansieve-images", 0, 0, 5_000);
        ScoredFile file = new ScoredFile(IMAGE, score, 28, 28, "png", frames);
        return Verdict.of(file, id, "", input, Instant.ofEpochMilli(5_000 + latency));
    }

    /** All ten digits equally often, each sample told with confidence. */
    static RoundReport promoted(double calibrationError) {
        ModeCoverage even =
                ModeCoverage.of(new int[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, ModeCoverage.distribution(new int[10]));
        RoundCoverage.Generator covered = new RoundCoverage.Generator(Optional.of(even), Optional.empty());
        return report(
                RoundReport.Outcome.PROMOTED,
                Optional.of(new GateReport(true, List.of(), Map.of("all", 0.9), Map.of(), 0, calibrationError, 1, 1)),
                Optional.of(new RoundCoverage(covered, covered)));
    }

    static RoundReport failed(RoundReport.Outcome outcome) {
        return report(outcome, Optional.empty(), Optional.empty());
    }

    private static RoundReport report(
            RoundReport.Outcome outcome, Optional<GateReport> gate, Optional<RoundCoverage> coverage) {
        return new RoundReport(
                RoundReport.SCHEMA, 1, outcome, "", 1, Optional.empty(), gate, coverage, "", Instant.EPOCH, 1);
    }
}
