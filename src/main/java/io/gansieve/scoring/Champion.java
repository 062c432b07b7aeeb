package io.gansieve.scoring;

import io.gansieve.image.Image;

/**
 * The serving detector behind an atomic reference, swapped while it is read. Starts as version 0, which always answers
 * {@code UNCERTAIN}, 0.5. An old session is closed after its last reader. Safe for any thread.
 */
public final class Champion implements AutoCloseable {
    public Score score(Image image) {
        throw new UnsupportedOperationException();
    }

    /** Puts {@code detector} in force; takes ownership of it. */
    public void serve(long epoch, Detector detector) {
        throw new UnsupportedOperationException();
    }

    /** Puts version 0 in force again, under a new epoch. */
    public void serveBuiltIn(long epoch) {
        throw new UnsupportedOperationException();
    }

    public long version() {
        throw new UnsupportedOperationException();
    }

    public long epoch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
