package io.gansieve.streams;

import io.gansieve.scoring.Score;
import java.time.Duration;
import java.time.Instant;

/** What a scorer tells those who count. Called on stream threads and the global thread; must be quick and safe for any thread. */
public interface ScorerListener {
    ScorerListener NONE = new ScorerListener() {};

    /** @param endToEnd from the record's timestamp to now */
    default void scored(Score.Decision decision, Duration scoring, Duration endToEnd) {}

    default void deadLettered(String reason) {}

    /** A champion is in force; {@code createdAt} is its version's. */
    default void championChanged(long version, long epoch, Instant createdAt) {}

    /** A model record could not be used; the old champion serves on. */
    default void modelRefused(String message) {}
}
