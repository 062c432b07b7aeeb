package io.gansieve.image;

/**
 * Height, width and channels of every image of one deployment, in pixels.
 *
 * @param channels 1 (grey) or 3 (RGB)
 */
public record ImageShape(int height, int width, int channels) {
    public static final ImageShape MNIST = new ImageShape(28, 28, 1);

    public ImageShape {
        if (height < 8 || width < 8 || height > 1024 || width > 1024) {
            throw new IllegalArgumentException(
                    "height and width must be between 8 and 1024: %dx%d".formatted(height, width));
        }
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels must be 1 or 3: " + channels);
        }
    }

    /** Reads {@code 28x28x1} (height, width, channels). */
    public static ImageShape parse(String text) {
        String[] parts = text.split("x", -1);
        try {
            if (parts.length == 3) {
                return new ImageShape(
                        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("shape must read HEIGHTxWIDTHxCHANNELS, as 28x28x1: " + text, e);
        }
        throw new IllegalArgumentException("shape must read HEIGHTxWIDTHxCHANNELS, as 28x28x1: " + text);
    }

    /** Number of bytes of an image of this shape. */
    public int size() {
        return height * width * channels;
    }

    @Override
    public String toString() {
        return height + "x" + width + "x" + channels;
    }
}
