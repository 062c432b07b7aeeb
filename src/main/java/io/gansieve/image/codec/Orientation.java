package io.gansieve.image.codec;

import io.gansieve.image.PixelGrid;

/** How a stored picture is turned to be shown: the values 1 to 8 of EXIF's {@code Orientation} (CIPA DC-008, 4.6.4), in order. */
enum Orientation {
    NORMAL(false, false, false),
    MIRRORED(false, true, false),
    HALF_TURN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    QUARTER_TURN_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    QUARTER_TURN_LEFT(true, false, true);

    private final boolean transposed;
    private final boolean fromRight;
    private final boolean fromBottom;

    /** First transposed, then mirrored. */
    Orientation(boolean transposed, boolean fromRight, boolean fromBottom) {
        this.transposed = transposed;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /** Whatever is not 1 to 8 turns nothing, as in browsers. */
    static Orientation ofExif(int value) {
        return value >= 1 && value <= values().length ? values()[value - 1] : NORMAL;
    }

    boolean swapsSides() {
        return transposed;
    }

    PixelGrid apply(PixelGrid stored) {
        if (this == NORMAL) {
            return stored;
        }
        int width = transposed ? stored.height() : stored.width();
        int height = transposed ? stored.width() : stored.height();
        int channels = stored.channels();
        byte[] shown = new byte[width * height * channels];
        int next = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = fromRight ? width - 1 - x : x;
                int row = fromBottom ? height - 1 - y : y;
                int from = (transposed ? column * stored.width() + row : row * stored.width() + column) * channels;
                for (int c = 0; c < channels; c++) {
                    shown[next++] = stored.pixels()[from + c];
                }
            }
        }
        return new PixelGrid(width, height, channels, shown);
    }
}
