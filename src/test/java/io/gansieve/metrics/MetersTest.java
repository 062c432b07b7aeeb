package io.gansieve.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.RoundResult;
import io.gansieve.image.Label;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.RoundCoverage;
import io.gansieve.registry.RoundReport;
import io.gansieve.replay.Split;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.onnx.Refusal;
import io.gansieve.streams.QuarantineOutcome;
import io.gansieve.streams.StateReset;
import io.gansieve.streams.UnusedLabel;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MetersTest {
    private static final Pattern METRIC = Pattern.compile("\\bgansieve_\\w+");
    private static final String[] NO_MODES = {
        "gansieve_mode_coverage_ratio NaN",
        "gansieve_modes_covered NaN",
        "gansieve_mode_reverse_kl_nats NaN",
        "gansieve_mode_reverse_kl_floor_nats NaN"
    };
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Meters meters = new Meters();
    private final ScorerMeters scorer = new ScorerMeters(meters.registry(), Clock.fixed(NOW, ZoneOffset.UTC));
    private final TrainerMeters trainer = new TrainerMeters(meters.registry(), List.of("ddpm", "wgan"), 0.01);

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void showsEveryCounterAtZeroBeforeAnythingHappens() {
        assertThat(lines())
                .contains(
                        "gansieve_verdicts_total{verdict=\"real\"} 0.0",
                        "gansieve_verdicts_total{verdict=\"generated\"} 0.0",
                        "gansieve_verdicts_total{verdict=\"uncertain\"} 0.0",
                        "gansieve_training_rounds_total{outcome=\"promoted\"} 0.0",
                        "gansieve_training_rounds_total{outcome=\"rejected\"} 0.0",
                        "gansieve_training_rounds_total{outcome=\"unchanged\"} 0.0",
                        "gansieve_training_rounds_total{outcome=\"crashed\"} 0.0",
                        "gansieve_training_rounds_total{outcome=\"diverged\"} 0.0",
                        "gansieve_training_rounds_total{outcome=\"collapsed\"} 0.0",
                        "gansieve_labels_total{label=\"real\"} 0.0",
                        "gansieve_labels_unused_total{reason=\"animation\"} 0.0",
                        "gansieve_dead_letters_total{reason=\"corrupt\"} 0.0",
                        "gansieve_training_images_total 0.0",
                        "gansieve_champion_version 0.0");
    }

    @Test
    void countsWhatAScorerDoes() {
        scorer.scored(Score.Decision.GENERATED, Duration.ofMillis(2), Duration.ofMillis(-3));
        scorer.deadLettered("corrupt");
        scorer.deadLettered("key-too-large");
        scorer.deadLettered("scoring-failed");
        scorer.deadLettered("something new");
        scorer.championChanged(7, 3, NOW.minusSeconds(90));
        scorer.modelRefused(Refusal.RECORD, "checksum");

        assertThat(lines())
                .contains(
                        "gansieve_verdicts_total{verdict=\"generated\"} 1.0",
                        "gansieve_scoring_seconds_bucket{le=\"0.001\"} 0",
                        "gansieve_scoring_seconds_bucket{le=\"0.0025\"} 1",
                        "gansieve_end_to_end_seconds_bucket{le=\"0.005\"} 1",
                        "gansieve_dead_letters_total{reason=\"corrupt\"} 1.0",
                        "gansieve_dead_letters_total{reason=\"key-too-large\"} 1.0",
                        "gansieve_dead_letters_total{reason=\"scoring-failed\"} 1.0",
                        "gansieve_dead_letters_total{reason=\"invalid-example\"} 0.0",
                        "gansieve_dead_letters_total{reason=\"other\"} 1.0",
                        "gansieve_champion_version 7.0",
                        "gansieve_model_age_seconds 90.0",
                        "gansieve_models_refused_total{reason=\"record\"} 1.0");
    }

    @Test
    void countsEveryReasonOfTheReadmeByItsName() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("| `gansieve.reason` |"), readme.indexOf("## HTTP"));
        Set<String> reasons = table.lines()
                .skip(2)
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|", -1)[1].replaceAll("\\([^)]*\\)", ""))
                .flatMap(cell -> Pattern.compile("`([a-z-]+)`").matcher(cell).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(reasons)
                .contains("label-mismatch", "empty", "command-refused")
                .hasSizeGreaterThan(15);
        assertThat(reasons)
                .allSatisfy(reason -> assertThat(meters.scrape())
                        .contains("gansieve_dead_letters_total{reason=\"%s\"}".formatted(reason)));
    }

    @Test
    void countsLabelsThatTrainNothingWhicheverWayTheyCame() {
        scorer.labelUnused(UnusedLabel.ANIMATION);
        trainer.labelUnused(UnusedLabel.ANIMATION);

        assertThat(lines()).contains("gansieve_labels_unused_total{reason=\"animation\"} 2.0");
    }

    @Test
    void countsNoOutcomeThatOnlyANewerReleaseHas() {
        assertThat(lines())
                .contains("gansieve_training_rounds_total{outcome=\"collapsed\"} 0.0")
                .noneMatch(line -> line.startsWith("gansieve_training_rounds_total{outcome=\"other\""));
    }

    @Test
    void showsTheFiguresOfARound() {
        trainer.exampleTaken(Label.REAL);
        trainer.exampleDuplicated(Label.REAL);
        trainer.exampleContradicted(Label.GENERATED);
        trainer.labeled(Label.REAL, Duration.ofSeconds(5));
        trainer.replayFilled(Split.TRAIN, Label.REAL, 400);
        trainer.quarantineFilled(Label.REAL, 40);
        trainer.quarantined(Label.REAL, QuarantineOutcome.HELD, 41);
        trainer.replayBytes(1000);
        trainer.roundFinished(report(RoundReport.Outcome.PROMOTED));

        assertThat(lines())
                .contains(
                        "gansieve_labels_total{label=\"real\"} 1.0",
                        "gansieve_replay_duplicates_total{label=\"real\"} 1.0",
                        "gansieve_replay_contradictions_total{label=\"generated\"} 1.0",
                        "gansieve_label_delay_seconds_sum 5.0",
                        "gansieve_label_delay_seconds_bucket{le=\"1.0\"} 0",
                        "gansieve_label_delay_seconds_bucket{le=\"10.0\"} 1",
                        "gansieve_replay_images{label=\"real\",split=\"train\"} 400.0",
                        "gansieve_replay_bytes 1000.0",
                        "gansieve_quarantine_images{label=\"real\"} 40.0",
                        "gansieve_quarantine_total{label=\"real\",outcome=\"held\"} 41.0",
                        "gansieve_quarantine_total{label=\"generated\",outcome=\"cleared\"} 0.0",
                        "gansieve_training_rounds_total{outcome=\"promoted\"} 1.0",
                        "gansieve_training_round_seconds_sum 1.5",
                        "gansieve_training_round_seconds_bucket{le=\"2.5\"} 1",
                        "gansieve_training_images_total 640.0",
                        "gansieve_loss{network=\"critic\"} 0.6",
                        "gansieve_loss{network=\"detector\"} 0.3",
                        "gansieve_loss{network=\"generator\"} 0.9",
                        "gansieve_critic_accuracy_ratio{label=\"real\"} 0.7",
                        "gansieve_critic_accuracy_ratio{label=\"generated\"} 0.6",
                        "gansieve_value_function -5.0",
                        "gansieve_wasserstein_estimate 1.5",
                        "gansieve_jsd_lower_bound_nats 0.0",
                        "gansieve_label_noise_ratio 0.05",
                        "gansieve_instance_noise_sigma 0.1",
                        "gansieve_detector_auroc{source=\"ddpm\",split=\"gate\"} 0.9",
                        "gansieve_detector_auroc{source=\"other\",split=\"gate\"} 0.7",
                        "gansieve_detector_calibration_error 0.02",
                        "gansieve_false_positive_ratio 0.01",
                        "gansieve_false_positive_target_ratio 0.01");
    }

    @Test
    void showsTheChampionNotARejectedCandidate() {
        trainer.roundFinished(report(RoundReport.Outcome.REJECTED));

        assertThat(lines())
                .contains("gansieve_detector_auroc{source=\"ddpm\",split=\"gate\"} 0.95")
                .noneMatch(line -> line.startsWith("gansieve_false_positive_ratio"));
    }

    @Test
    void showsWhatTheAveragedGeneratorCovers() {
        trainer.roundFinished(report(RoundReport.Outcome.REJECTED));

        assertThat(lines())
                .contains(
                        "gansieve_mode_coverage_ratio 0.75",
                        "gansieve_modes_covered 3.0",
                        "gansieve_mode_reverse_kl_floor_nats 0.015")
                .anyMatch(line -> line.startsWith("gansieve_mode_reverse_kl_nats 0.4"));

        trainer.handedOver();

        assertThat(lines()).noneMatch(line -> line.startsWith("gansieve_mode_") || line.startsWith("gansieve_modes_"));
    }

    @Test
    void forgetsWhatItCoveredAfterARoundThatCouldNotTell() {
        trainer.roundFinished(report(RoundReport.Outcome.PROMOTED));
        RoundCoverage.Generator unknown = new RoundCoverage.Generator(Optional.empty(), Optional.empty());

        trainer.roundFinished(
                report(RoundReport.Outcome.PROMOTED, Optional.of(new RoundCoverage(unknown, covered(25, 25, 25, 25)))));

        assertThat(lines()).contains(NO_MODES);

        trainer.roundFinished(report(RoundReport.Outcome.PROMOTED));

        assertThat(lines()).contains("gansieve_mode_coverage_ratio 0.75").doesNotContain(NO_MODES);

        trainer.roundFinished(report(RoundReport.Outcome.DIVERGED, Optional.empty()));

        assertThat(lines()).contains(NO_MODES);
    }

    @Test
    void countsWhereTrainingWentOnFrom() {
        assertThat(lines())
                .contains(
                        "gansieve_training_resets_total{to=\"healthy\"} 0.0",
                        "gansieve_training_resets_total{to=\"fresh\"} 0.0");

        trainer.trainingReset(StateReset.FRESH);

        assertThat(lines())
                .contains(
                        "gansieve_training_resets_total{to=\"healthy\"} 0.0",
                        "gansieve_training_resets_total{to=\"fresh\"} 1.0");
    }

    @Test
    void takesTheTrainersGaugesAwayWhenItHandsOver() {
        trainer.replayBytes(1000);
        trainer.roundFinished(report(RoundReport.Outcome.PROMOTED));

        trainer.handedOver();

        assertThat(lines())
                .noneMatch(line -> line.startsWith("gansieve_replay_bytes") || line.startsWith("gansieve_loss"))
                .contains("gansieve_training_rounds_total{outcome=\"promoted\"} 1.0");
        trainer.replayBytes(5);
        assertThat(lines()).contains("gansieve_replay_bytes 5.0");
    }

    @Test
    void boundsTheSeriesOfTenThousandSourcesAndReasons() {
        exercise();
        long before = series();
        Map<String, Double> auroc = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            auroc.put("source-" + i, 0.9);
            scorer.deadLettered("reason-" + i);
            trainer.deadLettered("reason-" + i);
        }

        trainer.roundFinished(report(RoundReport.Outcome.PROMOTED, auroc, Optional.empty()));

        // The one more is the dead letters' reason "other".
        assertThat(series()).isEqualTo(before + 1);
    }

    /** The fixture's own sources are {@code ddpm} and, like a forger, {@code wgan}. */
    @Test
    void showsSourcesOutsideApartFromOwnForgers() {
        Map<String, Double> auroc = new TreeMap<>(Map.of(
                "gan", 0.99, "outside:gan", 0.6, "wgan", 0.98, "outside:wgan", 0.7, "all", 0.9, "outside:all", 0.5));

        trainer.roundFinished(report(RoundReport.Outcome.PROMOTED, auroc, Optional.empty()));

        assertThat(lines())
                .contains(
                        "gansieve_detector_auroc{source=\"gan\",split=\"gate\"} 0.99",
                        "gansieve_detector_auroc{source=\"wgan\",split=\"gate\"} 0.98",
                        "gansieve_detector_auroc{source=\"outside:wgan\",split=\"gate\"} 0.7",
                        "gansieve_detector_auroc{source=\"all\",split=\"gate\"} 0.9",
                        "gansieve_detector_auroc{source=\"other\",split=\"gate\"} 0.5")
                .noneMatch(line -> line.contains("outside:gan"));
    }

    @Test
    void keepsOfKafkasMetersThoseThatTellHowAnApplicationDoes() {
        for (String name : List.of(
                "kafka.stream.client.state",
                "kafka.stream.thread.commit.latency.avg",
                "kafka.consumer.fetch.manager.records.lag",
                "kafka.producer.node.request.rate",
                "kafka.stream.task.process.rate",
                "kafka.consumer.fetch.manager.records.lag.max",
                "kafka.admin.client.io.ratio",
                "kafka.stream.state.compaction.time.avg")) {
            meters.registry().gauge(name, Tags.of("role", "scorer"), 1);
        }

        assertThat(lines().stream().filter(line -> line.startsWith("kafka_")))
                .containsExactlyInAnyOrder(
                        "kafka_stream_client_state{role=\"scorer\"} 1.0",
                        "kafka_stream_thread_commit_latency_avg{role=\"scorer\"} 1.0",
                        "kafka_consumer_fetch_manager_records_lag{role=\"scorer\"} 1.0");
    }

    @Test
    void tellsTheProcessesMemoryWhereTheMachineDoes() {
        assumeThat(Path.of("/proc/self/status")).exists();

        assertThat(lines()).anyMatch(line -> line.matches("process_resident_memory_bytes [1-9].*"));
    }

    @Test
    void saysWhatEachMetricIs() {
        exercise();

        assertThat(lines().stream().filter(line -> line.startsWith("# HELP gansieve_")))
                .hasSizeGreaterThan(25)
                .allMatch(line -> line.matches("# HELP \\w+ {1,2}\\S.*"));
    }

    @Test
    void servesEveryMetricThatDashboardsAndAlertsAskFor() throws IOException {
        exercise();
        Set<String> served =
                lines().stream().map(line -> line.split("[{ ]", 2)[0]).collect(Collectors.toSet());

        Set<String> shown = new TreeSet<>();
        METRIC.matcher(Files.readString(Path.of("grafana/alerts.yml")))
                .results()
                .forEach(name -> shown.add(name.group()));
        try (DirectoryStream<Path> dashboards = Files.newDirectoryStream(Path.of("grafana/dashboards"), "*.json")) {
            for (Path dashboard : dashboards) {
                for (JsonNode expression :
                        new ObjectMapper().readTree(dashboard.toFile()).findValues("expr")) {
                    METRIC.matcher(expression.asText()).results().forEach(name -> shown.add(name.group()));
                }
            }
        }

        assertThat(shown).isNotEmpty().isSubsetOf(served);
    }

    private long series() {
        return lines().stream().filter(line -> line.startsWith("gansieve_")).count();
    }

    private void exercise() {
        scorer.scored(Score.Decision.REAL, Duration.ofMillis(2), Duration.ofMillis(3));
        trainer.replayFilled(Split.TRAIN, Label.REAL, 400);
        trainer.replayBytes(1000);
        trainer.quarantineFilled(Label.REAL, 40);
        trainer.roundFinished(report(RoundReport.Outcome.PROMOTED));
    }

    private static RoundReport report(RoundReport.Outcome outcome) {
        return report(outcome, Optional.of(new RoundCoverage(covered(30, 60, 10, 0), covered(25, 25, 25, 25))));
    }

    private static RoundReport report(RoundReport.Outcome outcome, Optional<RoundCoverage> coverage) {
        return report(outcome, Map.of("ddpm", 0.9, "x", 0.8, "y", 0.7), coverage);
    }

    private static RoundReport report(
            RoundReport.Outcome outcome, Map<String, Double> auroc, Optional<RoundCoverage> coverage) {
        return new RoundReport(
                RoundReport.SCHEMA,
                1,
                outcome,
                "",
                1,
                Optional.of(new RoundResult(0.6, 0.3, 0.9, 0.8, false, 0.05, 0.1, 640, List.of("gan"))
                        .with(new CriticFigures(-5, 1.5, 0.7, 0.6))),
                Optional.of(new GateReport(true, List.of(), auroc, Map.of("ddpm", 0.95), 0.01, 0.02, 200, 300)),
                coverage,
                "",
                NOW,
                1.5);
    }

    private static RoundCoverage.Generator covered(int... counts) {
        return new RoundCoverage.Generator(
                Optional.of(ModeCoverage.of(counts, ModeCoverage.distribution(new int[counts.length]))),
                Optional.empty());
    }

    private List<String> lines() {
        return meters.scrape().lines().toList();
    }
}
