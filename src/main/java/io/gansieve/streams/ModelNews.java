package io.gansieve.streams;

import io.gansieve.registry.ModelLog;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what is new of the models topic: each problem once, then the log. Used by one thread. */
final class ModelNews {
    private static final Logger LOG = LoggerFactory.getLogger(ModelNews.class);

    private final List<ModelLogFollower.Listener> listeners;
    private SortedMap<String, String> problems = new TreeMap<>();

    ModelNews(List<ModelLogFollower.Listener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void tell(ModelLog log, ModelLogFollower.Weights weights) {
        SortedMap<String, String> found = log.problems();
        found.forEach((key, why) -> {
            if (!why.equals(problems.get(key))) {
                LOG.error("{} on the models topic cannot be used: {}", key, why);
                listeners.forEach(listener -> listener.refused(key + ": " + why));
            }
        });
        problems = found;
        listeners.forEach(listener -> listener.changed(log, weights));
    }
}
