package io.gansieve.app;

import io.gansieve.streams.TopicIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;

/** Asks the brokers for a topic's id, every few seconds. Used by one thread; owns its client. */
final class DescribedIdentity implements TopicIdentity {
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);
    private static final long LIMIT_SECONDS = 10;

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
            known = asked();
        }
        return known;
    }

    /** Empty, too, for a user who may read the topic and not describe it. */
    private Optional<Uuid> asked() {
        try {
            return admin
                    .describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .map(TopicDescription::topicId)
                    .findFirst();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
