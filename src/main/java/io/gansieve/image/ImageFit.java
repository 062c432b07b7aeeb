package io.gansieve.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** How a file of another size becomes an image of the deployment's shape; recorded in every version. */
public enum ImageFit {
    /** Scale both sides to the shape, whatever the proportions. */
    RESIZE,
    /** Cut the largest centred part of the shape's proportions, then scale it. */
    CENTER_CROP,
    /** Refuse files whose size differs from the shape. */
    REJECT;

    /** Reads {@code resize}, {@code center-crop} or {@code reject}. */
    @JsonCreator
    public static ImageFit parse(String text) {
        return Arrays.stream(values())
                .filter(fit -> fit.text().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("image.fit must be resize, center-crop or reject: " + text));
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
