package io.gansieve.streams;

import io.gansieve.registry.ModelLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what is new of the models topic: each problem once, then the log. Used by one thread. */
final class ModelNews {
    private static final Logger LOG = LoggerFactory.getLogger(ModelNews.class);

    /** Whoever floods the topic must not fill the disk with lines. */
    private static final int MOST_LINES = 50;

    private static final Duration LINES_EVERY = Duration.ofMinutes(1);

    private final List<ModelLogFollower.Listener> listeners;
    private final Clock clock;
    private SortedMap<String, String> problems = new TreeMap<>();
    private Instant minute = Instant.MIN;
    private long lines;

    ModelNews(List<ModelLogFollower.Listener> listeners, Clock clock) {
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
    }

    void tell(ModelLog log, ModelLogFollower.Weights weights) {
        nextMinute(clock.instant());
        SortedMap<String, String> found = log.problems();
        found.forEach((key, why) -> {
            if (!why.equals(problems.get(key))) {
                say(key, why);
                listeners.forEach(listener -> listener.refused(key + ": " + why));
            }
        });
        problems = found;
        listeners.forEach(listener -> listener.changed(log, weights));
    }

    private void nextMinute(Instant now) {
        if (now.isBefore(minute)) {
            return;
        }
        if (lines > MOST_LINES) {
            LOG.error("{} more records on the models topic cannot be used", lines - MOST_LINES);
        }
        minute = now.plus(LINES_EVERY);
        lines = 0;
    }

    private void say(String key, String why) {
        lines++;
        if (lines <= MOST_LINES) {
            LOG.error("{} on the models topic cannot be used: {}", key, why);
        }
    }
}
