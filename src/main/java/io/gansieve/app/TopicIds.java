package io.gansieve.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers for a topic's id, which it shares with no topic of the same name that was deleted before. */
final class TopicIds {
    private static final Logger LOG = LoggerFactory.getLogger(TopicIds.class);
    private static final long LIMIT_SECONDS = 10;

    private TopicIds() {}

    /** Empty while the brokers do not answer or have no such topic, and for a user who may read it and not describe it. */
    static Optional<Uuid> of(Admin admin, String topic) {
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
            LOG.debug("the id of {} is not known for now", topic, e);
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
