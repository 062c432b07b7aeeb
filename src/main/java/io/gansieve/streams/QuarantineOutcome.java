package io.gansieve.streams;

import java.util.Locale;

/** What happens to an image in quarantine. */
public enum QuarantineOutcome {
    /** It came in. */
    HELD,
    /** A round found it to be something new: it is in replay. */
    CLEARED,
    /** A person let it into replay. */
    RELEASED,
    /** A person took it out for good. */
    DROPPED,
    /** The oldest one made room, or its image was forgotten or labelled anew. */
    EXPIRED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
