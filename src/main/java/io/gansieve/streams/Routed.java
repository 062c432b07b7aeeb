package io.gansieve.streams;

import org.jspecify.annotations.Nullable;

/** A value inside the label join's graph, with where it goes next. */
@SuppressWarnings("ArrayRecordComponent")
record Routed(Route route, byte @Nullable [] value) {
    enum Route {
        JOIN,
        EXAMPLES,
        DEAD_LETTERS
    }
}
