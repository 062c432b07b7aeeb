package io.gansieve;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Real time from an instant in the past on, with leaps. Never later than the brokers' own time. */
final class SoakClock extends Clock {
    private final Clock real = Clock.systemUTC();
    private volatile Duration behind;

    /** @param ago where it starts; the leaps must not take it further than to now */
    SoakClock(Duration ago) {
        this.behind = ago;
    }

    /** Called by one thread. */
    synchronized void leap(Duration by) {
        behind = behind.minus(by);
    }

    @Override
    public Instant instant() {
        return real.instant().minus(behind);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants only");
    }
}
