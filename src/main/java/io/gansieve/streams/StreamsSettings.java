package io.gansieve.streams;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a deployment decides about its streams.
 *
 * @param prefix of topics and application ids, ending in {@code -}
 * @param instanceId stable over restarts and different for every process that shares the cluster
 * @param stateDir where stores live; kept over restarts
 * @param threads of one application in this process
 * @param commitInterval of transactions; answers are visible to {@code read_committed} readers after about half of it
 * @param labelsWindow how long a label and a verdict wait for each other
 * @param clientProperties passed through to Kafka (TLS, SASL, any Streams setting), names without {@code kafka.}
 */
public record StreamsSettings(
        String bootstrapServers,
        String prefix,
        String instanceId,
        Path stateDir,
        int threads,
        Duration commitInterval,
        Duration labelsWindow,
        Map<String, String> clientProperties) {
    public static final Duration DEFAULT_COMMIT_INTERVAL = Duration.ofMillis(100);
    public static final Duration DEFAULT_LABELS_WINDOW = Duration.ofHours(24);

    public StreamsSettings {
        clientProperties = Map.copyOf(clientProperties);
        require(!bootstrapServers.isBlank(), "bootstrap-servers must name a broker", bootstrapServers);
        require(prefix.matches("[A-Za-z0-9._-]*-"), "prefix must be letters, digits, . _ - and end in -", prefix);
        require(instanceId.matches("[A-Za-z0-9._-]+"), "instance id must be letters, digits, . _ -", instanceId);
        require(threads >= 1, "threads must be at least 1", threads);
        require(commitInterval.toMillis() >= 1, "commit-interval must be at least 1 ms", commitInterval);
        // Streams' own transactions time out after 10 s.
        require(commitInterval.toMillis() <= 5000, "commit-interval must be at most 5 s", commitInterval);
        require(labelsWindow.toMillis() >= 1, "labels.window must be positive", labelsWindow);
    }

    /** The id of the scorer's consumer group and the prefix of its internal topics. */
    public String scorerId() {
        return prefix + "scorer";
    }

    /** The same for the trainer. */
    public String trainerId() {
        return prefix + "trainer";
    }

    private static void require(boolean holds, String rule, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + found);
        }
    }

    /** Leaves out client properties: they hold passwords. */
    @Override
    public String toString() {
        return "StreamsSettings[%s, %s, %s, %s, %d threads]"
                .formatted(bootstrapServers, prefix, instanceId, stateDir, threads);
    }
}
