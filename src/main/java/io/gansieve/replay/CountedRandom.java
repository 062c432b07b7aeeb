package io.gansieve.replay;

/**
 * Random numbers that are a function of a seed and a count (SplitMix64: Steele, Lea and Flood, 2014), so that a count that was
 * stored is all it takes to go on where another process stopped.
 */
final class CountedRandom {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private final long seed;
    private long count;

    CountedRandom(long seed) {
        this.seed = seed;
    }

    long count() {
        return count;
    }

    void restore(long countBefore) {
        count = countBefore;
    }

    /** Between 0 and {@code bound} − 1; the bias, below bound ÷ 2⁶³, is far under what any sample shows. */
    long nextLong(long bound) {
        return (next() >>> 1) % bound;
    }

    int nextInt(int bound) {
        return (int) nextLong(bound);
    }

    private long next() {
        count++;
        return mix(mix(seed) + count * GAMMA);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
