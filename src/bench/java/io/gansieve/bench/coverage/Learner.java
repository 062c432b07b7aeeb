package io.gansieve.bench.coverage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What learns while {@link TimedTraining} looks at the clock. Used by one thread; the owner closes it. */
public interface Learner extends AutoCloseable {
    /** Learns for about a second. */
    void learn();

    /** Whether it has nothing left to learn, whatever the budget. */
    default boolean finished() {
        return false;
    }

    /** Everything that it goes on from. */
    byte[] state();

    /** Goes on from what {@link #state} gave. */
    void load(byte[] state) throws IOException;

    /** How far it is, in a few words. */
    String progress();

    /** Names of the figures of {@link #point}; none for a learner without a curve. */
    default List<String> curve() {
        return List.of();
    }

    /** Least CPU-time of learning between two points, for those that take long. */
    default Duration betweenPoints() {
        return Duration.ofSeconds(5);
    }

    /** A point of the curve; takes no CPU-time of the budget. */
    default List<Double> point() {
        return List.of();
    }

    @Override
    void close();
}
