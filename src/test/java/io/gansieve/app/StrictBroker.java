package io.gansieve.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/** A broker as a provider runs it: records of 1 MiB, and a policy on the settings of topics. */
public final class StrictBroker {
    /** The brokers' own default. */
    public static final int MAX_MESSAGE_BYTES = 1_048_588;

    private static final long LEAST_SEGMENT_BYTES = 50 << 20;

    private StrictBroker() {}

    /** Starts it in {@code folder} on any free port. */
    public static EmbeddedBroker start(Path folder) throws IOException {
        return EmbeddedBroker.start(
                folder,
                0,
                Map.of(
                        "message.max.bytes",
                        Integer.toString(MAX_MESSAGE_BYTES),
                        "create.topic.policy.class.name",
                        Policy.class.getName()));
    }

    /** Refuses large messages, small segments, any dirty ratio and any compaction lag. */
    public static final class Policy implements CreateTopicPolicy {
        @Override
        public void configure(Map<String, ?> settings) {
            // It has none.
        }

        @Override
        public void validate(RequestMetadata topic) {
            Map<String, String> settings = topic.configs();
            refuseIf(settings.containsKey("min.cleanable.dirty.ratio"), "min.cleanable.dirty.ratio is ours to choose");
            refuseIf(settings.containsKey("max.compaction.lag.ms"), "max.compaction.lag.ms is ours to choose");
            refuseIf(
                    Long.parseLong(settings.getOrDefault("segment.bytes", "1073741824")) < LEAST_SEGMENT_BYTES,
                    "segment.bytes must be at least 52428800");
            refuseIf(
                    Long.parseLong(settings.getOrDefault("max.message.bytes", "1")) > MAX_MESSAGE_BYTES,
                    "max.message.bytes must be at most 1048588");
        }

        private static void refuseIf(boolean wrong, String rule) {
            if (wrong) {
                throw new PolicyViolationException(rule);
            }
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
