package io.gansieve.app;

import io.gansieve.streams.TopicAdmin;
import io.gansieve.streams.TopicException;
import io.gansieve.streams.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a topic again, as it was, that was deleted under the running service, which would otherwise go on trying to write to it.
 * Owns a thread and its client.
 */
final class TopicWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
    private static final long PERIOD_SECONDS = 10;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread watch = new Thread(task, "topic-watch");
        watch.setDaemon(true);
        return watch;
    });
    private final Admin admin;
    private final Topics topics;
    private final int partitions;

    /** One entry a topic of the deployment. */
    private final Map<String, TopicAdmin.TopicState> lastSeen = new HashMap<>();

    private TopicWatch(Admin admin, Topics topics, int partitions) {
        this.admin = admin;
        this.topics = topics;
        this.partitions = partitions;
    }

    /** @param partitions of topics that are made again without having been seen */
    static TopicWatch start(KafkaClients clients, Topics topics, int partitions) {
        TopicWatch watch = new TopicWatch(clients.admin(), topics, partitions);
        var unused = watch.thread.scheduleWithFixedDelay(watch::look, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
        return watch;
    }

    private void look() {
        try {
            TopicAdmin topicAdmin = new TopicAdmin(admin);
            List<String> missing = new ArrayList<>();
            for (TopicAdmin.TopicState topic : topicAdmin.describe(topics, partitions)) {
                if (topic.exists()) {
                    lastSeen.put(topic.name(), topic);
                } else {
                    missing.add(topic.name());
                }
            }
            if (!missing.isEmpty()) {
                LOG.error("topics are gone, and are made again: {}", missing);
                topicAdmin.create(topics, partitions, lastSeen);
            }
        } catch (TopicException e) {
            LOG.error("{}", e.getMessage());
        } catch (KafkaException e) {
            // The brokers do not answer: Streams waits for them, too.
            LOG.debug("the topics cannot be looked at for now", e);
        } catch (RuntimeException e) {
            // Whatever it is, as of a client that was closed: thrown on, it would end the schedule, and with it the
            // watch, without a word.
            LOG.warn("the topics could not be looked at", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close();
    }
}
