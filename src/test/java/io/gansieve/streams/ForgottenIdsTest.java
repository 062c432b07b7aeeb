package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ForgottenIdsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final MapStore store = new MapStore();

    @Test
    void holdsAnIdUntilItExpires() {
        ForgottenIds ids = new ForgottenIds(store);
        ids.add("cat", START);
        ids.expire(Duration.ofHours(24), START.plus(Duration.ofHours(24)));
        assertThat(ids.contains("cat")).isTrue();
        ids.expire(Duration.ofHours(24), START.plus(Duration.ofHours(25)));
        assertThat(ids.contains("cat")).isFalse();
    }

    @Test
    void letsTheOldestGoWhereTheyAreTooMany() {
        for (int i = 0; i < 60; i++) {
            // As many instances as a trainer that starts again and again.
            new ForgottenIds(store, 50).add("id " + (i % 55), START.plusSeconds(i));
        }
        ForgottenIds ids = new ForgottenIds(store, 50);
        assertThat(store.entries).hasSizeLessThanOrEqualTo(50);
        assertThat(ids.contains("id 4")).isTrue();
        assertThat(ids.contains("id 5")).isFalse();
        assertThat(ids.contains("id 54")).isTrue();
    }

    @Test
    void takesAsMuchForALongIdAsForAShortOne() {
        ForgottenIds ids = new ForgottenIds(store);
        String id = "x".repeat(100_000);
        ids.add(id, START);
        assertThat(store.entries.firstKey()).hasSizeLessThan(100);
        assertThat(ids.contains(id)).isTrue();
        assertThat(ids.contains(id + "y")).isFalse();
    }

    @Test
    void knowsALongIdOfAnEarlierRelease() {
        String id = "x".repeat(100_000);
        store.put(
                "forgotten/" + id,
                ByteBuffer.allocate(Long.BYTES).putLong(START.toEpochMilli()).array());
        assertThat(new ForgottenIds(store).contains(id)).isTrue();
    }
}
