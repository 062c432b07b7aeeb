package io.gansieve.bench;

/** A pair of networks that trains: a critic's step on [real; generated] and a generator's step, with Adam. */
public interface TrainingSteps extends AutoCloseable {
    /** Real images, and generated ones, of a step. */
    int BATCH = 64;

    /** Takes one step and waits until its results are in memory. */
    void step();

    @Override
    void close();
}
