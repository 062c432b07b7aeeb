package io.gansieve.replay;

import io.gansieve.image.Image;
import java.util.Locale;

/** What an example serves for, fixed by a hash of its decoded pixels: 80 % train, 10 % calibrate, 10 % gate. */
public enum Split {
    TRAIN,
    CALIBRATE,
    GATE;

    public static Split of(Image image) {
        throw new UnsupportedOperationException();
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
