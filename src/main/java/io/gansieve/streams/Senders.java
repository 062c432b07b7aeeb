package io.gansieve.streams;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many labels each named sender gave and how many of them contradict a detector. Who contradicts it often is distrusted. Kept in
 * memory only: after a restart a sender begins anew, which costs at most {@value #LEAST_LABELS} of his labels that do not
 * contradict. Senders who are not named are never one.
 */
final class Senders {
    private static final int LEAST_LABELS = 50;
    private static final double DISTRUSTED_SHARE = 0.2;

    /** Both counts are halved here, so that a share follows what a sender does now. */
    private static final int MOST_LABELS = 1_000;

    private static final int MOST_SENDERS = 1_000;

    private record Counts(int labels, int contradicting) {
        static final Counts NONE = new Counts(0, 0);

        Counts plus(boolean contradicts) {
            int all = labels >= MOST_LABELS ? labels / 2 : labels;
            int some = labels >= MOST_LABELS ? contradicting / 2 : contradicting;
            return new Counts(all + 1, some + (contradicts ? 1 : 0));
        }

        boolean distrusted() {
            return labels >= LEAST_LABELS && contradicting > DISTRUSTED_SHARE * labels;
        }
    }

    /** The one that was not heard of for longest first; at most {@link #MOST_SENDERS}. */
    private final Map<String, Counts> counts = new LinkedHashMap<>();

    /** Counts a label; the result is whether its sender is distrusted. */
    boolean count(Optional<String> sender, boolean contradicts) {
        if (sender.isEmpty()) {
            return false;
        }
        Counts known = Optional.ofNullable(counts.remove(sender.get()))
                .orElse(Counts.NONE)
                .plus(contradicts);
        counts.put(sender.get(), known);
        if (counts.size() > MOST_SENDERS) {
            counts.remove(counts.keySet().iterator().next());
        }
        return known.distrusted();
    }

    /** A label that contradicted was right. */
    void cleared(Optional<String> sender) {
        sender.ifPresent(name -> counts.computeIfPresent(
                name, (any, known) -> new Counts(known.labels(), Math.max(0, known.contradicting() - 1))));
    }

    /** Somebody vouches for him. */
    void trust(String sender) {
        counts.remove(sender);
    }
}
