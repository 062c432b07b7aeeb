package io.gansieve.streams;

/** Why a label of an image that was answered trains nothing; bounded, so that it labels a metric. */
public enum UnusedLabel {
    /** A label says nothing of which frames it is true. */
    ANIMATION("animation"),

    /** The example does not fit its topic, for a long image id beside a large {@code image.shape}. */
    TOO_LARGE("too-large"),

    /** Its example is of a newer release, which this one cannot read. */
    NEWER_SCHEMA("newer-schema");

    private final String text;

    UnusedLabel(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
