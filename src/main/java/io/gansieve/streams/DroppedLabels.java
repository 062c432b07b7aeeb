package io.gansieve.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says, at most once a minute, that labels stopped waiting because there were too many, and who sent most of them. Used by one
 * thread.
 */
final class DroppedLabels {
    private static final Logger LOG = LoggerFactory.getLogger(DroppedLabels.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Of names, which anybody makes up; further ones count as {@link #OTHERS}. */
    private static final int MAX_SENDERS = 100;

    private static final String OTHERS = "others";
    private static final String NOBODY = "nobody who is named";

    private final Map<String, Integer> bySender = new HashMap<>();
    private long labels;
    private long quietUntil;

    void add(LabelEvent label) {
        String sender = sender(label);
        bySender.merge(
                bySender.size() < MAX_SENDERS || bySender.containsKey(sender) ? sender : OTHERS, 1, Integer::sum);
        labels++;
    }

    /** @param now epoch milliseconds */
    void tell(long now) {
        if (labels > 0 && now >= quietUntil) {
            LOG.warn("{}", line());
            bySender.clear();
            labels = 0;
            quietUntil = now + PAUSE.toMillis();
        }
    }

    /** Of those since the last line; there is one at least. */
    String line() {
        Map.Entry<String, Integer> most =
                bySender.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        return "%d labels left before their time, since more waited than %d bytes in a partition; %d of them by %s"
                .formatted(labels, WaitingLabels.MAX_BYTES, most.getValue(), most.getKey());
    }

    /** Printable and bounded, see {@link Truth#parseStored}. */
    private static String sender(LabelEvent label) {
        try {
            return Truth.parseStored(label.received().value()).by().orElse(NOBODY);
        } catch (IllegalArgumentException e) {
            // An earlier release took it.
            return NOBODY;
        }
    }
}
