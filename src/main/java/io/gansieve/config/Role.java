package io.gansieve.config;

import java.util.Arrays;
import java.util.Locale;

/** What a process does: score images, or train and decide on versions. */
public enum Role {
    SCORER,
    TRAINER;

    static Role parse(String text) {
        return Arrays.stream(values())
                .filter(role -> role.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must name scorer, trainer or both"));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
