package io.gansieve.streams;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the topics of one deployment.
 *
 * @param images where images come in; may be several
 */
public record Topics(
        List<String> images,
        String labels,
        String verdicts,
        String deadLetters,
        String examples,
        String models,
        String rounds,
        String commands) {
    public static final String DEFAULT_PREFIX = "gansieve-";

    public Topics {
        images = List.copyOf(images);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("topics.images must name at least one topic");
        }
    }

    public List<String> all() {
        List<String> all = new ArrayList<>(images);
        all.addAll(List.of(labels, verdicts, deadLetters, examples, models, rounds, commands));
        return List.copyOf(all);
    }

    public static Topics withPrefix(String prefix) {
        return new Topics(
                List.of(prefix + "images"),
                prefix + "labels",
                prefix + "verdicts",
                prefix + "dead-letters",
                prefix + "examples",
                prefix + "models",
                prefix + "rounds",
                prefix + "commands");
    }
}
