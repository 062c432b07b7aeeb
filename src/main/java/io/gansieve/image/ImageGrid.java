package io.gansieve.image;

import java.util.Arrays;
import java.util.List;

/** Lays images of one shape out row by row on grey, with gutters between and around them, as one PNG file. */
public final class ImageGrid {
    /** Width of a gutter, in pixels of the file. */
    public static final int GUTTER = 2;

    /** Neither black nor white, so that the edges of either show. */
    private static final byte BACKGROUND = (byte) 128;

    private ImageGrid() {}

    public static byte[] png(List<Image> images, int columns) {
        return png(images, columns, 1);
    }

    /** @param scale pixels of the file along each side of a pixel of an image */
    public static byte[] png(List<Image> images, int columns, int scale) {
        return Png.encode(layOut(images, columns, scale));
    }

    public static PixelGrid layOut(List<Image> images, int columns, int scale) {
        if (images.isEmpty() || columns < 1 || scale < 1) {
            throw new IllegalArgumentException(
                    "a grid needs an image, a column and a scale of at least 1: %d images, %d columns, scale %d"
                            .formatted(images.size(), columns, scale));
        }
        ImageShape shape = images.get(0).shape();
        int used = Math.min(columns, images.size());
        int rows = (images.size() + used - 1) / used;
        int cellWidth = shape.width() * scale + GUTTER;
        int cellHeight = shape.height() * scale + GUTTER;
        int width = used * cellWidth + GUTTER;
        int height = rows * cellHeight + GUTTER;
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), shape.channels())];
        Arrays.fill(pixels, BACKGROUND);
        PixelGrid grid = new PixelGrid(width, height, shape.channels(), pixels);
        for (int i = 0; i < images.size(); i++) {
            if (!images.get(i).shape().equals(shape)) {
                throw new IllegalArgumentException("a grid holds one shape: %s, found %s"
                        .formatted(shape, images.get(i).shape()));
            }
            paste(images.get(i), grid, GUTTER + i % used * cellWidth, GUTTER + i / used * cellHeight, scale);
        }
        return grid;
    }

    private static void paste(Image image, PixelGrid grid, int left, int top, int scale) {
        ImageShape shape = image.shape();
        int channels = shape.channels();
        for (int y = 0; y < shape.height() * scale; y++) {
            for (int x = 0; x < shape.width() * scale; x++) {
                int from = (y / scale * shape.width() + x / scale) * channels;
                int to = ((top + y) * grid.width() + left + x) * channels;
                for (int c = 0; c < channels; c++) {
                    grid.pixels()[to + c] = (byte) image.at(from + c);
                }
            }
        }
    }
}
