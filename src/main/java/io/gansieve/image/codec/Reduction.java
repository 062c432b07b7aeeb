package io.gansieve.image.codec;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;

/**
 * To what size a large picture is averaged while it is decoded: blocks of whole pixels, and at least twice the sides that it is
 * judged at, so that the resampling after it still decides what is seen. Smaller pictures stay as they are.
 *
 * @param columns as stored, before the picture is turned; so are rows
 */
record Reduction(int columns, int rows) {
    /** Up to here nothing is gained. */
    private static final int SMALL_PIXELS = 1 << 20;

    static Reduction of(Container container, ImageShape shape, ImageFit fit) {
        int width = container.width();
        int height = container.height();
        if ((long) width * height <= SMALL_PIXELS) {
            return new Reduction(width, height);
        }
        boolean swaps = container.orientation().swapsSides();
        int across = Math.max(1, width / (2 * (swaps ? shape.height() : shape.width())));
        int down = Math.max(1, height / (2 * (swaps ? shape.width() : shape.height())));
        if (fit == ImageFit.CENTER_CROP) {
            // What is cut off has the proportions of the shape: both sides shrink alike.
            across = Math.min(across, down);
            down = across;
        }
        return new Reduction(width / across, height / down);
    }

    /** Bytes of eight-bit pixels, a turned copy of them, and one resampled along a side. */
    long memory(ImageShape shape) {
        return 3L * columns * rows * shape.channels();
    }

    /** Of every file that the rules let in. */
    static long mostMemory(DecodingRules rules, ImageShape shape, ImageFit fit) {
        long sides = 4L * shape.width() * 4 * shape.height();
        // Before it is cut, the longer side of a picture may be any.
        long strip = 4L * Math.max(shape.width(), shape.height()) * DecodingRules.MOST_SIDE;
        long most = Math.max(SMALL_PIXELS, fit == ImageFit.CENTER_CROP ? strip : sides);
        return 3L * shape.channels() * Math.min(rules.maxPixels(), most);
    }
}
