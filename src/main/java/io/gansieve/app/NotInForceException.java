package io.gansieve.app;

/** The trainer obeyed, but another champion serves than it put in force. */
public final class NotInForceException extends Exception {
    private static final long serialVersionUID = 1L;

    NotInForceException(String message) {
        super(message);
    }
}
