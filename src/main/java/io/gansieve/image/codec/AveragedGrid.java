package io.gansieve.image.codec;

import io.gansieve.image.PixelGrid;

/**
 * Turns rows into eight-bit pixels of one or three channels: transparent parts show white, as on a page; one channel is Rec. 601
 * luma of the stored values, as Pillow and libjpeg compute it. Blocks of pixels are averaged while the rows arrive, so that of a
 * large picture no more is held than what comes of it; no pixel is passed over, which would alias.
 */
final class AveragedGrid implements RowSink {
    private final int width;
    private final int height;
    private final int channels;
    private final int columns;
    private final int rows;
    private final byte[] pixels;
    private final int[] sums;
    private int received;

    /**
     * @param columns to average to, at most {@code width}; so are rows
     * @param channels 1 or 3
     */
    AveragedGrid(int width, int height, int channels, int columns, int rows) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.columns = columns;
        this.rows = rows;
        this.pixels = new byte[columns * rows * channels];
        this.sums = columns == width && rows == height ? new int[0] : new int[columns * channels];
    }

    @Override
    public void row(int[] argb) {
        if (sums.length == 0) {
            store(argb);
        } else {
            add(argb);
        }
        received++;
    }

    /** Fails unless as many rows came as were announced. */
    PixelGrid grid(String format) throws UndecodableException {
        if (received != height) {
            throw UndecodableException.corrupt(format, "expected %d rows, found %d".formatted(height, received));
        }
        return new PixelGrid(columns, rows, channels, pixels);
    }

    private void store(int[] argb) {
        int next = received * width * channels;
        for (int x = 0; x < width; x++) {
            int rgb = onWhite(argb[x]);
            if (channels == 1) {
                pixels[next++] = (byte) luma(rgb);
            } else {
                pixels[next++] = (byte) (rgb >> 16);
                pixels[next++] = (byte) (rgb >> 8);
                pixels[next++] = (byte) rgb;
            }
        }
    }

    /** Block i of n takes the pixels from ⌊i·width/n⌋ on. */
    private void add(int[] argb) {
        int x = 0;
        for (int column = 0; column < columns; column++) {
            int end = (int) ((column + 1L) * width / columns);
            for (; x < end; x++) {
                int rgb = onWhite(argb[x]);
                if (channels == 1) {
                    sums[column] += luma(rgb);
                } else {
                    sums[3 * column] += rgb >> 16 & 0xff;
                    sums[3 * column + 1] += rgb >> 8 & 0xff;
                    sums[3 * column + 2] += rgb & 0xff;
                }
            }
        }
        int block = (int) ((long) received * rows / height);
        // Rounding may put a row into the block before its own.
        while ((block + 1L) * height / rows <= received) {
            block++;
        }
        if ((block + 1L) * height / rows == received + 1L) {
            finish(block);
        }
    }

    private void finish(int block) {
        int blockRows = (int) ((block + 1L) * height / rows - (long) block * height / rows);
        int next = block * sums.length;
        for (int column = 0; column < columns; column++) {
            int blockColumns = (int) ((column + 1L) * width / columns - (long) column * width / columns);
            int area = blockRows * blockColumns;
            for (int c = 0; c < channels; c++) {
                int index = column * channels + c;
                pixels[next++] = (byte) ((sums[index] + area / 2) / area);
                sums[index] = 0;
            }
        }
    }

    private static int onWhite(int argb) {
        int alpha = argb >>> 24;
        if (alpha == 255) {
            return argb;
        }
        return onWhite(argb >> 16 & 0xff, alpha) << 16
                | onWhite(argb >> 8 & 0xff, alpha) << 8
                | onWhite(argb & 0xff, alpha);
    }

    private static int onWhite(int value, int alpha) {
        return (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    private static int luma(int rgb) {
        boolean grey = (rgb & 0xffff) == (rgb >> 8 & 0xffff);
        if (grey) {
            return rgb & 0xff;
        }
        return (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) + 500) / 1000;
    }
}
