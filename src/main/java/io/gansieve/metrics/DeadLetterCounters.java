package io.gansieve.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;

/** Dead letters by reason; a reason that is not one of the contract's counts as {@code other}. */
final class DeadLetterCounters {
    private static final Set<String> REASONS = Set.of(
            "empty",
            "too-large",
            "too-many-pixels",
            "too-slow",
            "unsupported-format",
            "corrupt",
            "animated",
            "wrong-shape",
            "invalid-header",
            "key-too-large",
            "scoring-failed",
            "invalid-example",
            "invalid-label",
            "label-unknown",
            "label-late",
            "label-mismatch",
            "image-gone",
            "label-failed",
            "invalid-command",
            "command-refused");
    private static final String OTHER = "other";

    private final MeterRegistry registry;

    DeadLetterCounters(MeterRegistry registry) {
        this.registry = registry;
        REASONS.forEach(this::counter);
    }

    void count(String reason) {
        counter(REASONS.contains(reason) ? reason : OTHER).increment();
    }

    private Counter counter(String reason) {
        return Counter.builder("gansieve.dead.letters")
                .tag("reason", reason)
                .description("Records that could not be used")
                .register(registry);
    }
}
