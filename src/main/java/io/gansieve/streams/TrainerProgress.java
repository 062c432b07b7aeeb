package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.scoring.Json;
import java.time.Duration;
import java.time.Instant;

/**
 * How far the trainer is; persisted with every change, so that a restart goes on where the last transaction ended. A field that
 * an older program did not write reads as 0.
 *
 * @param lastRound number of the last finished round; 0 before the first
 * @param lastVersion the highest version number ever given; never given again
 * @param newExamples taken since the last round started
 * @param lastRoundEnded {@link Instant#EPOCH} before the first round
 * @param roundsOrdered {@code train-now}s that no round has answered yet
 * @param examplesRead offset of the next example
 * @param failuresFromState rounds in a row that failed because of the state they trained from
 * @param idleRounds rounds in a row that nothing but the time started
 */
record TrainerProgress(
        long lastRound,
        long lastVersion,
        long newExamples,
        Instant lastRoundEnded,
        boolean paused,
        long roundsOrdered,
        long examplesRead,
        int failuresFromState,
        int idleRounds) {
    static final int SCHEMA = 1;
    static final TrainerProgress BEGINNING = new TrainerProgress(0, 0, 0, Instant.EPOCH, false, 0, 0);

    /** Idle rounds are no further apart than this, unless the settings say so. */
    static final Duration MAX_IDLE = Duration.ofHours(1);

    /** Doublings after which every interval of a millisecond or more is above {@link #MAX_IDLE}. */
    private static final int MOST_DOUBLINGS = 22;

    /** Without rounds that failed or were idle. */
    TrainerProgress(
            long lastRound,
            long lastVersion,
            long newExamples,
            Instant lastRoundEnded,
            boolean paused,
            long roundsOrdered,
            long examplesRead) {
        this(lastRound, lastVersion, newExamples, lastRoundEnded, paused, roundsOrdered, examplesRead, 0, 0);
    }

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
        boolean overdue = Duration.between(lastRoundEnded, now).compareTo(interval(settings.maxInterval())) >= 0;
        return roundsOrdered > 0 || (!paused && (enough || overdue));
    }

    /** Twice as long after every idle round, up to an hour: what brings nothing new need not be trained on every few minutes. */
    private Duration interval(Duration maxInterval) {
        if (newExamples > 0 || maxInterval.compareTo(MAX_IDLE) >= 0) {
            return maxInterval;
        }
        Duration backedOff = maxInterval.multipliedBy(1L << Math.min(idleRounds, MOST_DOUBLINGS));
        return backedOff.compareTo(MAX_IDLE) < 0 ? backedOff : MAX_IDLE;
    }

    /** Whether a round that starts now answers neither an example nor an order. */
    private boolean idle() {
        return newExamples == 0 && roundsOrdered == 0;
    }

    /** With examples that came into replay by another way than their topic. */
    TrainerProgress withExamples(int more) {
        return new TrainerProgress(
                lastRound,
                lastVersion,
                newExamples + more,
                lastRoundEnded,
                paused,
                roundsOrdered,
                examplesRead,
                failuresFromState,
                idleRounds);
    }

    TrainerProgress exampleRead(long offset, boolean taken) {
        return new TrainerProgress(
                lastRound,
                lastVersion,
                taken ? newExamples + 1 : newExamples,
                lastRoundEnded,
                paused,
                roundsOrdered,
                offset + 1,
                failuresFromState,
                idleRounds);
    }

    /**
     * What came while the round ran waits for the next one.
     *
     * @param atStart progress when the round started: the examples and orders that it answers
     * @param failures rounds in a row, with this one, that failed because of the state they trained from
     */
    TrainerProgress roundFinished(TrainerProgress atStart, long version, int failures, Instant now) {
        return new TrainerProgress(
                atStart.lastRound() + 1,
                Math.max(version, lastVersion),
                Math.max(0, newExamples - atStart.newExamples()),
                now,
                paused,
                Math.max(0, roundsOrdered - atStart.roundsOrdered()),
                examplesRead,
                failures,
                atStart.idle() ? idleRounds + 1 : 0);
    }

    TrainerProgress withPaused(boolean value) {
        return new TrainerProgress(
                lastRound,
                lastVersion,
                newExamples,
                lastRoundEnded,
                value,
                roundsOrdered,
                examplesRead,
                failuresFromState,
                idleRounds);
    }

    TrainerProgress withRoundOrdered() {
        return new TrainerProgress(
                lastRound,
                lastVersion,
                newExamples,
                lastRoundEnded,
                paused,
                roundsOrdered + 1,
                examplesRead,
                failuresFromState,
                idleRounds);
    }

    /** For what an earlier release adopted from a number that was not the trainer's. */
    TrainerProgress withLastVersion(long version) {
        return new TrainerProgress(
                lastRound,
                version,
                newExamples,
                lastRoundEnded,
                paused,
                roundsOrdered,
                examplesRead,
                failuresFromState,
                idleRounds);
    }

    /** Nothing is held against another state, and its first round need not wait for an hour. */
    TrainerProgress withOtherState() {
        return new TrainerProgress(
                lastRound, lastVersion, newExamples, lastRoundEnded, paused, roundsOrdered, examplesRead, 0, 0);
    }
}
