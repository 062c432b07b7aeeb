package io.gansieve.metrics;

import io.gansieve.scoring.Score;
import io.gansieve.scoring.onnx.Refusal;
import io.gansieve.streams.ScorerListener;
import io.gansieve.streams.UnusedLabel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what a scorer does. Safe for any thread. */
public final class ScorerMeters implements ScorerListener {
    private record Serving(long version, Instant createdAt) {}

    private final Map<Score.Decision, Counter> verdicts = new EnumMap<>(Score.Decision.class);
    private final Timer scoring;
    private final Timer endToEnd;
    private final DeadLetterCounters deadLetters;
    private final UnusedLabelCounters unusedLabels;
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
    private volatile Serving serving;

    /** @param clock tells the age of the serving version */
    public ScorerMeters(MeterRegistry registry, Clock clock) {
        for (Score.Decision decision : Score.Decision.values()) {
            verdicts.put(
                    decision,
                    Counter.builder("gansieve.verdicts")
                            .tag("verdict", decision.name().toLowerCase(Locale.ROOT))
                            .description("Answers by verdict")
                            .register(registry));
        }
        this.scoring = Timer.builder("gansieve.scoring")
                .description("Decoding and scoring of one image")
                .serviceLevelObjectives(Buckets.SCORING)
                .register(registry);
        this.endToEnd = Timer.builder("gansieve.end.to.end")
                .description("From the record's timestamp to its score")
                .serviceLevelObjectives(Buckets.END_TO_END)
                .register(registry);
        this.deadLetters = new DeadLetterCounters(registry);
        this.unusedLabels = new UnusedLabelCounters(registry);
        for (Refusal refusal : Refusal.values()) {
            refusals.put(
                    refusal,
                    Counter.builder("gansieve.models.refused")
                            .tag("reason", refusal.text())
                            .description("Models and their records that are not used; the old champion serves on")
                            .register(registry));
        }
        this.serving = new Serving(0, clock.instant());
        Gauge.builder("gansieve.champion.version", () -> serving.version())
                .description("Version that serves; 0 is the built-in one")
                .register(registry);
        TimeGauge.builder(
                        "gansieve.model.age",
                        () -> Math.max(
                                0,
                                Duration.between(serving.createdAt(), clock.instant())
                                        .toMillis()),
                        TimeUnit.MILLISECONDS)
                .description("Time since the serving version was made; for version 0 since the start")
                .register(registry);
    }

    @Override
    public void scored(Score.Decision decision, Duration took, Duration sinceRecord) {
        Counter counter = verdicts.get(decision);
        if (counter != null) {
            counter.increment();
        }
        scoring.record(took);
        // Clocks of two machines may disagree; a timer takes no negative time.
        endToEnd.record(sinceRecord.isNegative() ? Duration.ZERO : sinceRecord);
    }

    @Override
    public void labelUnused(UnusedLabel reason) {
        unusedLabels.count(reason);
    }

    @Override
    public void deadLettered(String reason) {
        deadLetters.count(reason);
    }

    @Override
    public void championChanged(long version, long epoch, Instant createdAt) {
        serving = new Serving(version, createdAt);
    }

    @Override
    public void modelRefused(Refusal refusal, String message) {
        Counter counter = refusals.get(refusal);
        if (counter != null) {
            counter.increment();
        }
    }
}
