package io.gansieve.cli;

import java.util.concurrent.TimeUnit;

/** Spaces events evenly; one that comes late does not make the next ones late. Used by one thread. */
final class Pace {
    private final double perSecond;
    private final long started = System.nanoTime();
    private long events;

    /** @param perSecond infinite for no pace at all */
    Pace(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Waits until the next event is due. */
    void await() throws InterruptedException {
        long due = started + (long) (events / perSecond * 1e9);
        events++;
        long early = due - System.nanoTime();
        if (early > 0) {
            TimeUnit.NANOSECONDS.sleep(early);
        }
    }
}
