package io.gansieve.app;

import java.time.Duration;
import java.util.Optional;

/**
 * When rounds from files stop.
 *
 * @param rounds of the whole run, whoever ran them
 * @param duration of this process; the round that runs when it is over is the last one
 */
public record TrainingGoal(long rounds, Optional<Duration> duration) {
    /** Until somebody stops them. */
    public static final TrainingGoal NONE = new TrainingGoal(Long.MAX_VALUE, Optional.empty());

    public TrainingGoal {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be positive: " + rounds);
        }
        if (duration.filter(time -> time.isZero() || time.isNegative()).isPresent()) {
            throw new IllegalArgumentException("duration must be positive: " + duration.get());
        }
    }

    public static TrainingGoal ofRounds(long rounds) {
        return new TrainingGoal(rounds, Optional.empty());
    }

    public static TrainingGoal ofDuration(Duration duration) {
        return new TrainingGoal(Long.MAX_VALUE, Optional.of(duration));
    }

    boolean reached(long roundsRun, Duration elapsed) {
        return roundsRun >= rounds
                || duration.filter(limit -> elapsed.compareTo(limit) >= 0).isPresent();
    }
}
