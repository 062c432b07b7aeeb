package io.gansieve.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.scoring.Json;
import io.gansieve.streams.TopicHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ids of the deployment's topics as they were seen last, kept in a file over restarts. Safe for any thread; owns its client. */
final class KnownTopics implements TopicHistory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KnownTopics.class);
    private static final Duration OF_LATE = Duration.ofHours(1);

    private final Admin admin;
    private final Path file;
    private final Clock clock;

    /** One entry a topic of the deployment. */
    private final Map<String, Known> topics;

    /** @param madeAgainAt when the id was first seen after another; the beginning of time for a topic's first id */
    record Known(@JsonProperty(required = true) String id, Instant madeAgainAt) {}

    private record Saved(int schema, Map<String, Known> topics) {
        static final int SCHEMA = 1;
    }

    private KnownTopics(Admin admin, Path file, Clock clock, Map<String, Known> topics) {
        this.admin = admin;
        this.file = file;
        this.clock = clock;
        this.topics = new TreeMap<>(topics);
    }

    /** Reads the file, if it is there, and looks at the topics as they are now. */
    static KnownTopics open(Admin admin, Path file, List<String> names, Clock clock) {
        KnownTopics known = new KnownTopics(admin, file, clock, read(file));
        names.forEach(known::look);
        return known;
    }

    private static Map<String, Known> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return Json.read(Files.readAllBytes(file), Saved.class).topics();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read, and is written anew: {}", file, e.getMessage());
            return Map.of();
        }
    }

    @Override
    public boolean madeAgain(String topic) {
        look(topic);
        synchronized (topics) {
            return Optional.ofNullable(topics.get(topic))
                    .filter(known -> known.madeAgainAt().isAfter(clock.instant().minus(OF_LATE)))
                    .isPresent();
        }
    }

    private void look(String topic) {
        TopicIds.of(admin, topic).ifPresent(id -> note(topic, id.toString()));
    }

    private void note(String topic, String id) {
        synchronized (topics) {
            Known before = topics.get(topic);
            if (before == null || !before.id().equals(id)) {
                topics.put(topic, new Known(id, before == null ? Instant.EPOCH : clock.instant()));
                save();
            }
        }
    }

    /** A file that cannot be written costs no more than the memory of a restart. */
    private void save() {
        try {
            AtomicFile.write(file, Json.write(new Saved(Saved.SCHEMA, topics)));
        } catch (IOException e) {
            LOG.warn("{} is not up to date: {}", file, e.toString());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
