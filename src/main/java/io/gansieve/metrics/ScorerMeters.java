package io.gansieve.metrics;

import io.gansieve.scoring.Score;
import io.gansieve.streams.ScorerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what a scorer does. Safe for any thread. */
public final class ScorerMeters implements ScorerListener {
    /** From a tenth of a millisecond, a third of one image's scoring, up to what only a paused process needs. */
    private static final Duration[] SCORING_BUCKETS = buckets(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000);

    /** Half a commit interval is the least a committed reader waits; a backlog may be days old. */
    private static final Duration[] END_TO_END_BUCKETS =
            buckets(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000, 600_000, 3_600_000);

    private record Serving(long version, Instant createdAt) {}

    private final Map<Score.Decision, Counter> verdicts = new EnumMap<>(Score.Decision.class);
    private final Timer scoring;
    private final Timer endToEnd;
    private final DeadLetterCounters deadLetters;
    private final Counter refusals;
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
                .serviceLevelObjectives(SCORING_BUCKETS)
                .register(registry);
        this.endToEnd = Timer.builder("gansieve.end.to.end")
                .description("From the record's timestamp to its score")
                .serviceLevelObjectives(END_TO_END_BUCKETS)
                .register(registry);
        this.deadLetters = new DeadLetterCounters(registry);
        this.refusals = Counter.builder("gansieve.models.refused")
                .description("Model records that could not be used; the old champion serves on")
                .register(registry);
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

    private static Duration[] buckets(double... millis) {
        return Arrays.stream(millis)
                .mapToObj(value -> Duration.ofNanos((long) (value * 1e6)))
                .toArray(Duration[]::new);
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
    public void deadLettered(String reason) {
        deadLetters.count(reason);
    }

    @Override
    public void championChanged(long version, long epoch, Instant createdAt) {
        serving = new Serving(version, createdAt);
    }

    @Override
    public void modelRefused(String message) {
        refusals.increment();
    }
}
