package io.gansieve.metrics;

import java.time.Duration;
import java.util.Arrays;

/** Upper bounds of histograms' buckets, close together where answers are expected. */
final class Buckets {
    /** From a tenth of a millisecond, a third of one image's scoring, up to what only a paused process needs. */
    static final Duration[] SCORING = millis(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000);

    /** Half a commit interval is the least a committed reader waits; a backlog may be days old. */
    static final Duration[] END_TO_END =
            millis(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000, 600_000, 3_600_000);

    /** From a program's answer over a person's to the end of the default {@code labels.window}. */
    static final Duration[] LABEL_DELAY = seconds(1, 10, 60, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600);

    /** A round of small networks on one core takes seconds; of large ones, minutes. */
    static final Duration[] ROUND = seconds(1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1800);

    private Buckets() {}

    private static Duration[] seconds(double... bounds) {
        return millis(Arrays.stream(bounds).map(bound -> bound * 1000).toArray());
    }

    private static Duration[] millis(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(bound -> Duration.ofNanos((long) (bound * 1e6)))
                .toArray(Duration[]::new);
    }
}
