package io.gansieve.image;

/**
 * Eight-bit pixels of any size on their way to an {@link Image}: row by row, one (grey) or three (RGB) channels. Owns no copy of
 * the array.
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one decoding, never compared
public record PixelGrid(int width, int height, int channels, byte[] pixels) {
    public static PixelGrid of(Image image) {
        ImageShape shape = image.shape();
        return new PixelGrid(shape.width(), shape.height(), shape.channels(), image.pixels());
    }

    public Image toImage() {
        return Image.of(new ImageShape(height, width, channels), pixels);
    }

    public PixelGrid withChannels(int wanted) {
        if (wanted == channels) {
            return this;
        }
        return wanted == 1 ? grey() : colour();
    }

    /** Rec. 601 luma of the values as they are stored, as Pillow and libjpeg compute it; no gamma is undone. */
    private PixelGrid grey() {
        byte[] grey = new byte[width * height];
        for (int i = 0; i < grey.length; i++) {
            int red = pixels[3 * i] & 0xff;
            int green = pixels[3 * i + 1] & 0xff;
            int blue = pixels[3 * i + 2] & 0xff;
            grey[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        }
        return new PixelGrid(width, height, 1, grey);
    }

    private PixelGrid colour() {
        byte[] colour = new byte[3 * width * height];
        for (int i = 0; i < colour.length; i++) {
            colour[i] = pixels[i / 3];
        }
        return new PixelGrid(width, height, 3, colour);
    }

    /** The largest centred part of the proportions {@code toWidth} to {@code toHeight}. */
    public PixelGrid croppedTo(int toWidth, int toHeight) {
        int cutWidth = (int) Math.max(1, Math.min(width, Math.round((double) height * toWidth / toHeight)));
        int cutHeight = (int) Math.max(1, Math.min(height, Math.round((double) width * toHeight / toWidth)));
        if (cutWidth == width && cutHeight == height) {
            return this;
        }
        byte[] cut = new byte[cutWidth * cutHeight * channels];
        int left = (width - cutWidth) / 2;
        int top = (height - cutHeight) / 2;
        for (int y = 0; y < cutHeight; y++) {
            System.arraycopy(
                    pixels, ((top + y) * width + left) * channels, cut, y * cutWidth * channels, cutWidth * channels);
        }
        return new PixelGrid(cutWidth, cutHeight, channels, cut);
    }

    public PixelGrid resizedTo(int toWidth, int toHeight) {
        return Resampler.resize(this, toWidth, toHeight);
    }
}
