package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.config.Role;
import io.gansieve.streams.Command;
import io.gansieve.streams.PixelChangelogs;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Has an image forgotten: gives the order, waits until the trainer has obeyed it, and says what it removed and what stays until when.
 * The trainer has obeyed once its group's offset, which it commits with what it did, is behind the order.
 */
public final class Forgetting {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final long TIMEOUT_SECONDS = 15;

    private final GansieveConfig config;
    private final KafkaClients clients;
    private final Clock clock;

    public Forgetting(GansieveConfig config, Clock clock) {
        this.config = config;
        this.clients = KafkaClients.of(config);
        this.clock = clock;
    }

    /**
     * Returns once the trainer has obeyed.
     *
     * @throws IOException if the order cannot be given, or if it was and nobody can tell whether it is obeyed
     * @throws TimeoutException if it is not obeyed within {@code limit}; it still is as soon as a trainer runs
     */
    public List<Remainder> forget(Command.Forget order, Duration limit)
            throws IOException, InterruptedException, TimeoutException {
        long offset = new Orders(clients, config.topics()).sendAt(order);
        try (Admin admin = clients.admin()) {
            awaitObeyed(admin, offset, limit);
            return remainders(admin, clock.instant());
        }
    }

    private void awaitObeyed(Admin admin, long offset, Duration limit)
            throws IOException, InterruptedException, TimeoutException {
        String group = trainer();
        TopicPartition commands = new TopicPartition(config.topics().commands(), 0);
        long started = System.nanoTime();
        while (System.nanoTime() - started < limit.toNanos()) {
            Optional<OffsetAndMetadata> committed;
            try {
                // Null for a partition that nothing was committed of.
                committed = Optional.ofNullable(admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .get(commands));
            } catch (ExecutionException e) {
                throw new IOException(
                        "the order was given, and whether it is obeyed is not known: group %s: %s"
                                .formatted(group, KafkaFailure.reason(e)),
                        e);
            }
            if (committed.filter(position -> position.offset() > offset).isPresent()) {
                return;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        throw new TimeoutException(
                "the order was given, and no trainer obeyed it within %d s; it will be when one runs (group %s)"
                        .formatted(limit.toSeconds(), group));
    }

    private String trainer() {
        return config.prefix() + Role.TRAINER.text();
    }

    private List<Remainder> remainders(Admin admin, Instant now) throws InterruptedException {
        Topics topics = config.topics();
        List<Remainder> places = new ArrayList<>(Remainder.removed(now));
        for (String images : topics.images()) {
            places.add(Remainder.inTopic(images, "the image as it was sent", settings(admin, images), now));
        }
        places.add(Remainder.inTopic(
                topics.deadLetters(), "the record, if it was refused", settings(admin, topics.deadLetters()), now));
        places.add(Remainder.inTopic(
                topics.examples(), "its pixels with the label", settings(admin, topics.examples()), now));
        for (String changelog : PixelChangelogs.topics(trainer())) {
            places.add(Remainder.inTopic(changelog, "its pixels, deleted", settings(admin, changelog), now));
        }
        places.addAll(Remainder.elsewhere(config.forgetWithin(), now));
        return List.copyOf(places);
    }

    private static Optional<TopicTimes> settings(Admin admin, String topic) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        KafkaFuture<TopicTimes> times = admin.describeConfigs(List.of(resource))
                .values()
                .getOrDefault(resource, KafkaFuture.completedFuture(null))
                .thenApply(TopicTimes::of);
        try {
            return Optional.of(times.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            // Not there, or its settings may not be read: the table says that no time is known.
            return Optional.empty();
        }
    }
}
