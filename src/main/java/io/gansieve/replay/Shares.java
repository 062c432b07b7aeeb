package io.gansieve.replay;

import java.util.Arrays;

/** Shares of a batch, and the caps on them. Pure. */
final class Shares {
    /** By how much a share may grow where others are capped: few examples shall not stand in for many that a cap keeps out. */
    private static final double MOST_GROWTH = 2;

    private Shares() {}

    /**
     * Caps shares. What the capped ones lose goes to the others, of which none passes its cap or twice its share; what these
     * cannot take goes back to the capped ones, so that a cap limits a share against others only, or is left open.
     *
     * @param shares at least 0; their sum is at most 1
     * @param caps one for each share; infinite for none
     * @param givenBack whether the sum must stay what it was
     */
    static double[] capped(double[] shares, double[] caps, boolean givenBack) {
        double[] over = new double[shares.length];
        double[] room = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            over[i] = Math.max(0, shares[i] - caps[i]);
            room[i] = Math.max(0, Math.min(caps[i], MOST_GROWTH * shares[i]) - shares[i]);
        }
        double excess = Arrays.stream(over).sum();
        double free = Arrays.stream(room).sum();
        double moved = Math.min(excess, free);
        double lost = givenBack ? moved : excess;
        double[] capped = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            double less = excess > 0 ? over[i] * lost / excess : 0;
            double more = free > 0 ? room[i] * moved / free : 0;
            capped[i] = shares[i] - less + more;
        }
        return capped;
    }
}
