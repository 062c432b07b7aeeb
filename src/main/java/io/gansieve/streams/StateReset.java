package io.gansieve.streams;

import java.util.Locale;

/** Where training goes on when it leaves the state that it has. */
public enum StateReset {
    /** From the last healthy state before it. */
    HEALTHY,
    /** From networks that have learned nothing yet. */
    FRESH;

    /** As the metric's label names it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
