package io.gansieve.image.codec;

import java.util.List;

/**
 * What one walk over a file found: complete frames on a canvas of known size.
 *
 * @param width of the canvas in pixels, as stored; so is height
 * @param frames at least one
 * @param metadata where the file says something of itself, in its order, {@link MetadataPlaces#MOST} places at most
 */
record Container(
        FileFormat format,
        int width,
        int height,
        Orientation orientation,
        List<Frame> frames,
        List<MetadataPlaces.Place> metadata) {

    Container {
        frames = List.copyOf(frames);
        metadata = List.copyOf(metadata);
    }

    /** Throws where the structure is broken, ends early, or holds what its decoder cannot read. */
    static Container walk(FileFormat format, byte[] file) throws UndecodableException {
        FileBytes bytes = new FileBytes(format.text(), file);
        return switch (format) {
            case PNG -> PngFile.walk(bytes);
            case JPEG -> JpegFile.walk(bytes);
            case GIF -> GifFile.walk(bytes);
            case BMP -> BmpFile.walk(bytes);
            case WEBP -> WebpFile.walk(bytes);
        };
    }

    boolean isAnimated() {
        return frames.size() > 1;
    }

    /** As the picture is shown. */
    int shownWidth() {
        return orientation.swapsSides() ? height : width;
    }

    int shownHeight() {
        return orientation.swapsSides() ? width : height;
    }
}
