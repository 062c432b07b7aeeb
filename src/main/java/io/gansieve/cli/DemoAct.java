package io.gansieve.cli;

import java.util.Locale;

/** The acts of the demonstration, in order. */
enum DemoAct {
    /** Labelled digits, and labelled samples of the own generator's past as soon as it has one. */
    LEARNING,
    /** The same, and a generator that nobody has met: a Gaussian mixture, without labels. */
    NEWCOMER,
    /** The same with labels: the detector learns it. */
    TAUGHT,
    /** Digits and forgeries that were never shown, without labels. */
    EXAM;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
