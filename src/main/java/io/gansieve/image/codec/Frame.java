package io.gansieve.image.codec;

/**
 * One frame of a file and how it changes the canvas.
 *
 * @param left of the canvas, in pixels; so is top
 */
record Frame(int left, int top, int width, int height, Blend blend, Disposal disposal, Picture picture) {
    /** How a frame meets what the canvas holds. */
    enum Blend {
        REPLACE,
        OVER,
        /** With the rounding of libwebp, which browsers and Pillow use. */
        OVER_BY_LIBWEBP
    }

    /** What becomes of a frame's part of the canvas before the next one. */
    enum Disposal {
        KEEP,
        CLEAR,
        RESTORE
    }

    /** The whole of a canvas of its own size. */
    static Frame still(int width, int height, Picture picture) {
        return new Frame(0, 0, width, height, Blend.REPLACE, Disposal.KEEP, picture);
    }

    boolean covers(int canvasWidth, int canvasHeight) {
        return left <= 0 && top <= 0 && left + width >= canvasWidth && top + height >= canvasHeight;
    }

    long pixels() {
        return (long) width * height;
    }
}
