package io.gansieve;

import java.util.Map;
import java.util.Set;

/**
 * How the images of a test were answered.
 *
 * @param images that the broker acknowledged
 * @param deadLetters among the answers
 * @param lost images without an answer
 * @param doubled answers to an image beyond its first, or to none that was published
 */
record Tally(int images, int deadLetters, int lost, int doubled) {
    /** @param answers by image id, verdicts and dead letters together */
    static Tally of(Set<String> images, Map<String, Integer> answers, int deadLetters) {
        long answered = images.stream().filter(answers::containsKey).count();
        int all = answers.values().stream().mapToInt(Integer::intValue).sum();
        return new Tally(images.size(), deadLetters, images.size() - (int) answered, all - (int) answered);
    }
}
