package io.gansieve.registry;

/**
 * Which champion epochs count. The trainer takes one after the other and keeps no two pointers further apart than a step, so that an
 * epoch far above the others is not its own, and the numbers cannot be used up: to walk through them takes trillions of records.
 */
public final class Epochs {
    /** An epoch follows others if it is at most so far above the highest of them. */
    public static final long STEP = 1_000;

    /** Of epochs and of version numbers: what JSON's readers in other languages tell apart. */
    public static final long MAX = (1L << 53) - 1;

    /** Of the first pointer that is left, which no other shows to follow: far from {@link #MAX}, so that the trainer can outbid it. */
    static final long MAX_FIRST = 1L << 52;

    private Epochs() {}

    /** @param highest that counts before it; 0 for none */
    public static boolean follows(long epoch, long highest) {
        return epoch >= 1 && epoch <= (highest == 0 ? MAX_FIRST : Math.min(MAX, highest + STEP));
    }

    /** The one to take after others; throws {@link ArithmeticException} after {@link #MAX}. */
    public static long after(long highest) {
        if (highest >= MAX) {
            throw new ArithmeticException(
                    "a champion's epoch must be at most %d: one more than %d".formatted(MAX, highest));
        }
        return highest + 1;
    }
}
