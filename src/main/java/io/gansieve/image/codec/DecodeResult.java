package io.gansieve.image.codec;

import io.gansieve.image.Image;
import java.util.List;

/** What decoding a file gave: a picture, the frames of an animation, or the reason why there is neither. */
public sealed interface DecodeResult {
    /**
     * A still picture.
     *
     * @param width of the picture as it is shown, before fitting, in pixels; so is height
     * @param format {@code png}, {@code jpeg}, {@code gif}, {@code bmp} or {@code webp}
     */
    record Decoded(Image image, int width, int height, String format) implements DecodeResult {}

    /**
     * Frames of an animation as they are shown, each with what earlier frames left on the canvas.
     *
     * @param frames those that were taken, in the order of the file; at least one
     * @param count of all frames in the file
     */
    record Animation(List<Frame> frames, int count, int width, int height, String format) implements DecodeResult {
        public Animation {
            frames = List.copyOf(frames);
            if (frames.isEmpty() || frames.size() > count) {
                throw new IllegalArgumentException(
                        "an animation of %d frames cannot give %d".formatted(count, frames.size()));
            }
        }

        public List<Image> images() {
            return frames.stream().map(Frame::image).toList();
        }
    }

    /** @param index in the file, from 0 */
    record Frame(int index, Image image) {}

    /** @param message what was expected and what was found, for a person */
    record Undecodable(Reason reason, String message) implements DecodeResult {}

    /** Why a file gave no image; bounded, so that it can label a metric. */
    enum Reason {
        EMPTY("empty"),
        TOO_LARGE("too-large"),
        TOO_MANY_PIXELS("too-many-pixels"),
        UNSUPPORTED_FORMAT("unsupported-format"),
        /** Only where {@code image.animations} is {@code refuse}. */
        ANIMATED("animated"),
        CORRUPT("corrupt"),
        TOO_SLOW("too-slow"),
        WRONG_SHAPE("wrong-shape");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
