package io.gansieve.image.codec;

import java.util.Arrays;
import java.util.Locale;

/**
 * What a deployment reads of a file.
 *
 * @param maxPixels of a still picture by its header; a third of it for the canvas of an animation, which is held three times
 * @param animationFrames that are taken of an animation at most, 1 to {@link #MOST_FRAMES}
 */
public record DecodingRules(int maxPixels, Animations animations, int animationFrames) {
    public static final int MOST_FRAMES = 64;

    /** Of a picture or a canvas, in pixels. */
    public static final int MOST_SIDE = 16_384;

    /**
     * How often all scans of a file may go through the pixels of a largest picture, a component each: a progressive file of ten scans
     * without subsampling does 14 times.
     */
    static final int PASSES = 16;

    private static final int CANVASES_HELD = 3;

    public static final DecodingRules DEFAULT = new DecodingRules(50_000_000, Animations.SCORE, 8);

    /** What becomes of a file with several frames. */
    public enum Animations {
        /** Frames spread over the file, the first and the last among them. */
        SCORE,
        FIRST_FRAME,
        REFUSE;

        /** Reads {@code score}, {@code first-frame} or {@code refuse}. */
        public static Animations parse(String text) {
            return Arrays.stream(values())
                    .filter(value -> value.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be score, first-frame or refuse"));
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    int maxCanvasPixels() {
        return maxPixels / CANVASES_HELD;
    }

    public DecodingRules {
        if (maxPixels < 1_000_000 || maxPixels > 200_000_000) {
            throw new IllegalArgumentException("image.max-pixels must be between 1000000 and 200000000: " + maxPixels);
        }
        if (animationFrames < 1 || animationFrames > MOST_FRAMES) {
            throw new IllegalArgumentException(
                    "image.animation-frames must be between 1 and %d: %d".formatted(MOST_FRAMES, animationFrames));
        }
    }
}
