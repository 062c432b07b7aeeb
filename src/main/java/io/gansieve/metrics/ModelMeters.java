package io.gansieve.metrics;

import io.gansieve.registry.ModelLog;
import io.gansieve.streams.ModelLogFollower;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Shows the state of the models topic as this process reads it. Safe for any thread. */
public final class ModelMeters implements ModelLogFollower.Listener {
    private final Gauges gauges;

    public ModelMeters(MeterRegistry registry) {
        this.gauges = new Gauges(registry);
    }

    @Override
    public void changed(ModelLog log, ModelLogFollower.Weights weights) {
        gauges.set("gansieve.models.bytes", Tags.empty(), "Weights on the models topic", (double) log.bytes());
        gauges.set(
                "gansieve.models.problems",
                Tags.empty(),
                "Keys of the models topic whose records cannot be used",
                log.problems().size());
    }

    @Override
    public void refused(String message) {
        // The scorer counts these: they say which champion serves on.
    }
}
