package io.gansieve.metrics;

import io.gansieve.streams.UnusedLabel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Labels of images that train nothing, by reason: scorer and trainer of one process count into the same series. */
final class UnusedLabelCounters {
    private final Map<UnusedLabel, Counter> counters;

    UnusedLabelCounters(MeterRegistry registry) {
        this.counters = Arrays.stream(UnusedLabel.values())
                .collect(Collectors.toUnmodifiableMap(reason -> reason, reason -> counter(registry, reason)));
    }

    void count(UnusedLabel reason) {
        Objects.requireNonNull(counters.get(reason)).increment();
    }

    private static Counter counter(MeterRegistry registry, UnusedLabel reason) {
        return Counter.builder("gansieve.labels.unused")
                .tag("reason", reason.text())
                .description("Labels of images that were answered but train nothing")
                .register(registry);
    }
}
