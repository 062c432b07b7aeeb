package io.gansieve.app;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A place where a forgotten image is, or was.
 *
 * @param holds what it holds of the image
 * @param until when that is gone at the latest; {@code removed} is the moment of the answer. Empty if no time is known
 * @param why what decides on it
 */
public record Remainder(String place, String holds, boolean removed, Optional<Instant> until, String why) {
    static List<Remainder> removed(Instant now) {
        return List.of(
                gone("replay", "its pixels with the label", now),
                gone("quarantine", "its pixels with the label", now),
                gone("running round", "its pixels, if it was drawn", now),
                gone("held labels, index of verdicts", "its id", now));
    }

    private static Remainder gone(String place, String holds, Instant now) {
        return new Remainder(place, holds, true, Optional.of(now), "the trainer obeyed");
    }

    /** @param times empty if the topic is not there or its settings may not be read */
    static Remainder inTopic(String topic, String holds, Optional<TopicTimes> times, Instant now) {
        if (times.isEmpty()) {
            return new Remainder(topic, holds, false, Optional.empty(), "its settings cannot be read");
        }
        Optional<Instant> until = times.get().gone(now);
        String setting = times.get().compacted() ? "max.compaction.lag.ms" : "retention.ms, segment.ms";
        return new Remainder(topic, holds, false, until, until.isPresent() ? setting : "no limit by " + setting);
    }

    /** @param within {@code forget.within} of this configuration; the trainer's may be another */
    static List<Remainder> elsewhere(Duration within, Instant now) {
        return List.of(
                new Remainder(
                        "local files of the stores",
                        "its pixels, deleted",
                        false,
                        Optional.empty(),
                        "rewritten by RocksDB, or filled again at a start after " + now.plus(within)),
                new Remainder(
                        "status page",
                        "a thumbnail, if it was shown",
                        false,
                        Optional.of(now.plus(VerdictFeed.KEPT)),
                        "10 minutes after its verdict"),
                new Remainder(
                        "networks trained on it",
                        "no pixels; what they learned",
                        false,
                        Optional.empty(),
                        "they go with their versions"),
                new Remainder(
                        "whoever read the topics",
                        "what they kept",
                        false,
                        Optional.empty(),
                        "out of reach from here"));
    }
}
