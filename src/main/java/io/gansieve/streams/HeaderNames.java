package io.gansieve.streams;

/** The headers of images, which say what is known of them, and of dead letters, which say what was wrong. */
public final class HeaderNames {
    public static final String LABEL = "label";
    public static final String CLASS = "class";
    public static final String SOURCE = "source";

    /** Who says the label: worth as much as the gateway that writes it. */
    public static final String BY = "by";

    /** Of a dead letter: one word that programs read. */
    public static final String REASON = "gansieve.reason";

    /** Of a dead letter: for people. */
    public static final String MESSAGE = "__streams.errors.message";

    private HeaderNames() {}
}
