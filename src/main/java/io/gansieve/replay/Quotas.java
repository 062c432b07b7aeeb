package io.gansieve.replay;

import java.util.Collection;

/**
 * Which group gives way where not all have room. Of those of one split and label, a group's quota is its share of the offers, raised
 * to its share of their square roots, but at most {@value #MOST_FAVOUR}-fold; a sixteenth more is divided evenly. So
 * the rare ones keep more than their share, and whoever sends a share k of all offers, under however many names, holds at
 * most 4 k and a sixteenth. A function of the strata.
 */
final class Quotas {
    private static final double MOST_FAVOUR = 4;
    private static final double EVENLY = 1.0 / 16;

    /** A group grows again where it holds so much less of its quota than the fullest one. */
    private static final double MUCH_LESS = 0.9;

    private final Collection<Stratum> strata;
    private final double offers;
    private final double roots;

    /** @param strata of one split and label, none of them empty */
    Quotas(Collection<Stratum> strata) {
        this.strata = strata;
        this.offers = strata.stream().mapToDouble(Quotas::offers).sum();
        this.roots = strata.stream()
                .mapToDouble(stratum -> Math.sqrt(offers(stratum)))
                .sum();
    }

    /** One whose counters were lost was offered at least what it holds. */
    private static double offers(Stratum stratum) {
        return Math.max(stratum.offered(), stratum.size());
    }

    private double quota(Stratum stratum) {
        double share = offers(stratum) / offers;
        double root = Math.sqrt(offers(stratum)) / roots;
        return Math.min(Math.max(share, root), MOST_FAVOUR * share) + EVENLY / strata.size();
    }

    /** What it holds, in quotas. */
    private double fill(Stratum stratum) {
        return stratum.size() / quota(stratum);
    }

    /** The first of those that hold most of their quotas, in the order of keys. */
    Stratum fullest() {
        return strata.stream()
                .reduce((one, other) -> fill(other) > fill(one) ? other : one)
                .orElseThrow();
    }

    /** Whether the stratum should grow although something was evicted from it. */
    boolean isWanting(Stratum stratum) {
        return fill(stratum) < MUCH_LESS * fill(fullest());
    }
}
