package io.gansieve.streams;

import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Verdict;
import io.gansieve.scoring.onnx.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a scorer tells those who count. Called on stream threads and the global thread; must be quick and safe for any thread. */
public interface ScorerListener {
    ScorerListener NONE = new ScorerListener() {};

    /** @param endToEnd from the record's timestamp to now */
    default void scored(Score.Decision decision, Duration scoring, Duration endToEnd) {}

    /**
     * A verdict left for its topic; every call is preceded by {@link #scored}.
     *
     * @param image as the model saw it
     * @param truth if the image came with its label
     */
    default void answered(Verdict verdict, Image image, Optional<Label> truth) {}

    /** An image came with its label and was answered, but gives no example. */
    default void labelUnused(UnusedLabel reason) {}

    default void deadLettered(String reason) {}

    /** A champion is in force; {@code createdAt} is its version's. */
    default void championChanged(long version, long epoch, Instant createdAt) {}

    /** A model, or a record of one, is not used; the old champion serves on. */
    default void modelRefused(Refusal refusal, String message) {}

    /** Tells two. */
    static ScorerListener both(ScorerListener first, ScorerListener second) {
        return new BothScorerListeners(first, second);
    }
}
