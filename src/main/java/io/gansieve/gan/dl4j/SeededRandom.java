package io.gansieve.gan.dl4j;

import java.util.SplittableRandom;

/** Numbered streams of a seed: one a round, or one a stretch of steps, so that what goes on from a snapshot draws what a run without a stop would have. */
final class SeededRandom {
    private SeededRandom() {}

    /** Streams of neighbouring seeds have nothing in common, which seeds that differ by {@link SplittableRandom}'s own increment would. */
    static SplittableRandom of(long seed, long number) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
    }
}
