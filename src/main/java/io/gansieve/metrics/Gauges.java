package io.gansieve.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Gauges that appear with their first value and can all be taken away again. Safe for any thread. */
final class Gauges {
    private record Key(String name, Tags tags) {}

    private record Entry(Gauge gauge, AtomicReference<Double> value) {}

    private final MeterRegistry registry;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

    Gauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void set(String name, Tags tags, String description, double value) {
        entries.computeIfAbsent(new Key(name, tags), key -> register(key, description))
                .value()
                .set(value);
    }

    private Entry register(Key key, String description) {
        AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
        Gauge gauge = Gauge.builder(key.name(), value::get)
                .tags(key.tags())
                .description(description)
                .register(registry);
        return new Entry(gauge, value);
    }

    void removeAll() {
        entries.forEach((key, entry) -> registry.remove(entry.gauge()));
        entries.clear();
    }
}
