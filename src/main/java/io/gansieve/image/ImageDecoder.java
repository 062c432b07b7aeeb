package io.gansieve.image;

/**
 * Reads PNG, JPEG, GIF, BMP and WebP files into images of one shape. Size and pixel count are checked from the header before
 * anything is decoded. Safe for any thread.
 */
public final class ImageDecoder {
    public static final int MAX_BYTES = 8 << 20;
    public static final int MAX_PIXELS = 16_000_000;

    private final ImageShape shape;
    private final ImageFit fit;

    public ImageDecoder(ImageShape shape, ImageFit fit) {
        this.shape = shape;
        this.fit = fit;
    }

    public DecodeResult decode(byte[] file) {
        throw new UnsupportedOperationException();
    }

    public ImageShape shape() {
        return shape;
    }

    public ImageFit fit() {
        return fit;
    }
}
