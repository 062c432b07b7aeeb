package io.gansieve.streams;

import java.time.Instant;
import java.util.Optional;

/** Since when the models topic is not as the ledger says. */
final class Missed {
    private Optional<Instant> since = Optional.empty();

    void note(boolean missed, Instant now) {
        since = missed ? since.or(() -> Optional.of(now)) : Optional.empty();
    }

    boolean longerThanPatience(Instant now) {
        return since.filter(first -> first.plus(ChampionKeeper.PATIENCE).isBefore(now))
                .isPresent();
    }

    /** True once for each patience, by a reading of the topic that is younger than it. */
    boolean forLong(boolean missed, Models models, Instant now) {
        note(missed, now);
        boolean due = longerThanPatience(now) && longerThanPatience(models.readAt());
        if (due) {
            since = Optional.of(now);
        }
        return due;
    }
}
