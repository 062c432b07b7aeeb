package io.gansieve.app;

import io.gansieve.streams.TopicIdentity;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Asks the brokers for a topic's id, every few seconds. Used by one thread; owns its client. */
final class DescribedIdentity implements TopicIdentity {
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);

    private final Admin admin;
    private final String topic;
    private Optional<Uuid> known = Optional.empty();
    private long askedAt = System.nanoTime() - ASK_EVERY.toNanos();

    DescribedIdentity(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    @Override
    public Optional<Uuid> now() {
        if (System.nanoTime() - askedAt >= ASK_EVERY.toNanos()) {
            askedAt = System.nanoTime();
            known = TopicIds.of(admin, topic);
        }
        return known;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
