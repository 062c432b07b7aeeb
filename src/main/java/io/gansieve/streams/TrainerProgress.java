package io.gansieve.streams;

import java.time.Duration;
import java.time.Instant;

/**
 * How far the trainer is; persisted with every change, so that a restart goes on where the last transaction ended.
 *
 * @param lastRound number of the last finished round; 0 before the first
 * @param lastVersion the highest version number ever given; never given again
 * @param newExamples taken since the last round started
 * @param lastRoundEnded {@link Instant#EPOCH} before the first round
 * @param roundOrdered a {@code train-now} that no round has answered yet
 */
record TrainerProgress(
        long lastRound,
        long lastVersion,
        long newExamples,
        Instant lastRoundEnded,
        boolean paused,
        boolean roundOrdered) {
    static final TrainerProgress BEGINNING = new TrainerProgress(0, 0, 0, Instant.EPOCH, false, false);

    /** Whether a round should start; {@code realsHeld} counts all splits. */
    boolean roundDue(TrainerSettings settings, int realsHeld, Instant now) {
        if (realsHeld < settings.minReals()) {
            return false;
        }
        boolean enough = newExamples >= settings.minNewExamples();
        boolean overdue = Duration.between(lastRoundEnded, now).compareTo(settings.maxInterval()) >= 0;
        return roundOrdered || (!paused && (enough || overdue));
    }

    TrainerProgress exampleTaken() {
        return new TrainerProgress(lastRound, lastVersion, newExamples + 1, lastRoundEnded, paused, roundOrdered);
    }

    /** A round has finished that started when {@code examplesAtStart} were new. */
    TrainerProgress roundFinished(long round, long version, long examplesAtStart, Instant now) {
        return new TrainerProgress(
                round, Math.max(version, lastVersion), Math.max(0, newExamples - examplesAtStart), now, paused, false);
    }

    TrainerProgress withPaused(boolean value) {
        return new TrainerProgress(lastRound, lastVersion, newExamples, lastRoundEnded, value, roundOrdered);
    }

    TrainerProgress withRoundOrdered() {
        return new TrainerProgress(lastRound, lastVersion, newExamples, lastRoundEnded, paused, true);
    }
}
