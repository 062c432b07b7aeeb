package io.gansieve.image;

import java.util.Arrays;

/**
 * An immutable 8-bit image in height, width, channel order ([H,W,C], row by row, RGB where there are three channels).
 * Safe for any thread.
 */
public final class Image {
    private final ImageShape shape;
    private final byte[] pixels;

    private Image(ImageShape shape, byte[] pixels) {
        this.shape = shape;
        this.pixels = pixels;
    }

    /** Copies {@code pixels}, which must hold {@code shape.size()} bytes. */
    public static Image of(ImageShape shape, byte[] pixels) {
        if (pixels.length != shape.size()) {
            throw new IllegalArgumentException(
                    "an image of %s has %d bytes, found %d".formatted(shape, shape.size(), pixels.length));
        }
        return new Image(shape, pixels.clone());
    }

    public ImageShape shape() {
        return shape;
    }

    /** The byte at {@code index} in [H,W,C] order as 0 to 255. */
    public int at(int index) {
        return pixels[index] & 0xff;
    }

    /** A copy of the pixels in [H,W,C] order. */
    public byte[] pixels() {
        return pixels.clone();
    }

    /** Copies the pixels into {@code target} from {@code offset} on, without an intermediate copy. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(pixels, 0, target, offset, pixels.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image that && shape.equals(that.shape) && Arrays.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "Image[" + shape + "]";
    }
}
