package io.gansieve.app;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How long a topic keeps a record.
 *
 * @param compacted deletes what a later record of the same key replaces
 * @param retention of a record; empty if its age alone does not delete it
 * @param segment how long a file takes records
 * @param compactionLag after which a replaced record is compacted away; empty if the brokers take their time
 * @param deleteDelay how long a file stays on disk after that
 */
record TopicTimes(
        boolean compacted,
        Optional<Duration> retention,
        Duration segment,
        Optional<Duration> compactionLag,
        Duration deleteDelay) {
    /** Brokers look every five minutes for what is to be deleted; what is to be compacted waits for a record, and 15 seconds. */
    static final Duration SLACK = Duration.ofMinutes(5);

    /** Longer is for ever: the brokers' default is 292 million years. */
    private static final Duration EVER = Duration.ofDays(36_500);

    static TopicTimes of(Config config) {
        String policy = text(config, TopicConfig.CLEANUP_POLICY_CONFIG).orElse(TopicConfig.CLEANUP_POLICY_DELETE);
        Optional<Duration> retention = policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)
                ? millis(config, TopicConfig.RETENTION_MS_CONFIG)
                : Optional.empty();
        return new TopicTimes(
                policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                retention,
                millis(config, TopicConfig.SEGMENT_MS_CONFIG).orElse(EVER),
                millis(config, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG),
                millis(config, TopicConfig.FILE_DELETE_DELAY_MS_CONFIG).orElse(Duration.ZERO));
    }

    /** When a record that was written before {@code now}, and replaced if the topic is compacted, is gone at the latest. */
    Optional<Instant> gone(Instant now) {
        Optional<Duration> kept = compacted ? compactionLag.or(() -> deleted()) : deleted();
        return kept.map(time -> now.plus(time).plus(deleteDelay).plus(SLACK));
    }

    /** A file is deleted when its newest record is old enough. */
    private Optional<Duration> deleted() {
        return segment.compareTo(EVER) < 0 ? retention.map(segment::plus) : Optional.empty();
    }

    private static Optional<Duration> millis(Config config, String name) {
        return text(config, name)
                .map(Long::parseLong)
                .filter(time -> time >= 0 && time < EVER.toMillis())
                .map(Duration::ofMillis);
    }

    private static Optional<String> text(Config config, String name) {
        return Optional.ofNullable(config.get(name)).map(ConfigEntry::value);
    }
}
