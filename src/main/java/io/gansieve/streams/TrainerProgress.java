package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.scoring.Json;
import java.time.Duration;
import java.time.Instant;

/**
 * How far the trainer is; persisted with every change, so that a restart goes on where the last transaction ended.
 *
 * @param lastRound number of the last finished round; 0 before the first
 * @param lastVersion the highest version number ever given; never given again
 * @param newExamples taken since the last round started
 * @param lastRoundEnded {@link Instant#EPOCH} before the first round
 * @param roundsOrdered {@code train-now}s that no round has answered yet
 * @param examplesRead offset of the next example
 */
record TrainerProgress(
        long lastRound,
        long lastVersion,
        long newExamples,
        Instant lastRoundEnded,
        boolean paused,
        long roundsOrdered,
        long examplesRead) {
    static final int SCHEMA = 1;
    static final TrainerProgress BEGINNING = new TrainerProgress(0, 0, 0, Instant.EPOCH, false, 0, 0);

    /** Written with the rest; what was written before there was one has none. */
    @JsonProperty("schema")
    int schema() {
        return SCHEMA;
    }

    /** Throws {@link IllegalArgumentException} for progress of a newer release, too: whoever guessed would give a number twice. */
    static TrainerProgress read(byte[] json) {
        NewerSchemaException.check(
                "the trainer's progress", SCHEMA, Json.read(json, Written.class).schema());
        return Json.read(json, TrainerProgress.class);
    }

    /** @param schema 0 in what was written before there was one */
    private record Written(int schema) {}

    /** Whether a round should start; {@code realsHeld} counts all splits. */
    boolean roundDue(TrainerSettings settings, int realsHeld, Instant now) {
        if (realsHeld < settings.minReals()) {
            return false;
        }
        boolean enough = newExamples >= settings.minNewExamples();
        boolean overdue = Duration.between(lastRoundEnded, now).compareTo(settings.maxInterval()) >= 0;
        return roundsOrdered > 0 || (!paused && (enough || overdue));
    }

    TrainerProgress exampleRead(long offset, boolean taken) {
        return new TrainerProgress(
                lastRound,
                lastVersion,
                taken ? newExamples + 1 : newExamples,
                lastRoundEnded,
                paused,
                roundsOrdered,
                offset + 1);
    }

    /**
     * What came while the round ran waits for the next one.
     *
     * @param atStart progress when the round started: the examples and orders that it answers
     */
    TrainerProgress roundFinished(TrainerProgress atStart, long version, Instant now) {
        return new TrainerProgress(
                atStart.lastRound() + 1,
                Math.max(version, lastVersion),
                Math.max(0, newExamples - atStart.newExamples()),
                now,
                paused,
                Math.max(0, roundsOrdered - atStart.roundsOrdered()),
                examplesRead);
    }

    TrainerProgress withPaused(boolean value) {
        return new TrainerProgress(
                lastRound, lastVersion, newExamples, lastRoundEnded, value, roundsOrdered, examplesRead);
    }

    TrainerProgress withRoundOrdered() {
        return new TrainerProgress(
                lastRound, lastVersion, newExamples, lastRoundEnded, paused, roundsOrdered + 1, examplesRead);
    }
}
