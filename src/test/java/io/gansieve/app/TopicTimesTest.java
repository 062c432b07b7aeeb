package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

final class TopicTimesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void deletesAFileWhenItsNewestRecordIsOldEnough() {
        assertThat(times(Map.of(
                                "cleanup.policy", "delete",
                                "retention.ms", "3600000",
                                "segment.ms", "60000",
                                "file.delete.delay.ms", "1000",
                                "max.compaction.lag.ms", "5"))
                        .gone(NOW))
                .contains(NOW.plus(Duration.ofMinutes(61)).plusSeconds(1).plus(TopicTimes.SLACK));
    }

    @Test
    void compactsWithinTheLag() {
        assertThat(times(Map.of(
                                "cleanup.policy", "compact",
                                "segment.ms", "60000",
                                "max.compaction.lag.ms", "7200000",
                                "file.delete.delay.ms", "0"))
                        .gone(NOW))
                .contains(NOW.plus(Duration.ofHours(2)).plus(TopicTimes.SLACK));
    }

    @Test
    void knowsNoTimeWithoutALimit() {
        assertThat(times(Map.of("cleanup.policy", "delete", "retention.ms", "-1", "segment.ms", "60000"))
                        .gone(NOW))
                .isEmpty();
        assertThat(times(Map.of(
                                "cleanup.policy", "compact",
                                "segment.ms", "60000",
                                "max.compaction.lag.ms", Long.toString(Long.MAX_VALUE)))
                        .gone(NOW))
                .isEmpty();
    }

    private static TopicTimes times(Map<String, String> settings) {
        List<ConfigEntry> entries = settings.entrySet().stream()
                .map(setting -> new ConfigEntry(setting.getKey(), setting.getValue()))
                .toList();
        return TopicTimes.of(new Config(entries));
    }
}
