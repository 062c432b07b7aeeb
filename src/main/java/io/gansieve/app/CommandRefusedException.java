package io.gansieve.app;

/** The trainer refused a command; the message is its reason. */
public final class CommandRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandRefusedException(String message) {
        super(message);
    }
}
