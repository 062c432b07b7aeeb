package io.gansieve.image;

/** What decoding a file gave: an image, or the reason why there is none. */
public sealed interface DecodeResult {
    /**
     * @param width of the file, before fitting, in pixels
     * @param height of the file, before fitting, in pixels
     * @param format {@code png}, {@code jpeg}, {@code gif}, {@code bmp} or {@code webp}
     */
    record Decoded(Image image, int width, int height, String format) implements DecodeResult {}

    /** @param message what was expected and what was found, for a person */
    record Undecodable(Reason reason, String message) implements DecodeResult {}

    /** Why a file gave no image; bounded, so that it can label a metric. */
    enum Reason {
        EMPTY("empty"),
        TOO_LARGE("too-large"),
        TOO_MANY_PIXELS("too-many-pixels"),
        UNSUPPORTED_FORMAT("unsupported-format"),
        ANIMATED("animated"),
        CORRUPT("corrupt"),
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
