package io.gansieve.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an image was made by a camera or a hand, or by a generative model. Written in lower case outside. */
public enum Label {
    REAL,
    GENERATED;

    /** Reads {@code real} or {@code generated}. */
    @JsonCreator
    public static Label parse(String text) {
        for (Label label : values()) {
            if (label.text().equals(text)) {
                return label;
            }
        }
        throw new IllegalArgumentException("label must be real or generated: " + text);
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
