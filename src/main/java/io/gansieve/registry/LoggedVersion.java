package io.gansieve.registry;

import java.util.List;

/** A version of the models topic: what is known of it, and where its weights are. */
public record LoggedVersion(ModelVersion metadata, Weights weights) {
    /** Whether the version can be served, and from where it is read. */
    public sealed interface Weights {
        /** @param offsets of the parts, in their order */
        record Parts(Manifest manifest, List<Long> offsets) implements Weights {
            public Parts {
                offsets = List.copyOf(offsets);
            }
        }

        /** One record, as programs before the manifest wrote it. */
        record OneRecord(long offset, long bytes) implements Weights {}

        /** Thinned out; its figures are left. */
        record Gone() implements Weights {}

        /** The parts are not what the manifest says. */
        record Torn(String why) implements Weights {}
    }

    /** Whether the version can be served. */
    public boolean held() {
        return weights instanceof Weights.Parts || weights instanceof Weights.OneRecord;
    }

    /** Of the weights on the topic; 0 if they are not held. */
    public long bytes() {
        if (weights instanceof Weights.Parts parts) {
            return parts.manifest().bytes();
        }
        return weights instanceof Weights.OneRecord record ? record.bytes() : 0;
    }

    /** {@code held}, {@code gone} or {@code torn}. */
    public String state() {
        if (held()) {
            return "held";
        }
        return weights instanceof Weights.Gone ? "gone" : "torn";
    }
}
