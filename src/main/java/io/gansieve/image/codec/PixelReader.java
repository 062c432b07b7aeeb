package io.gansieve.image.codec;

import io.gansieve.image.PixelGrid;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Takes the stored samples out of what {@code javax.imageio} decoded. {@link BufferedImage#getRGB} is avoided where it would
 * convert: the JDK's grey is linear, and its conversion brightens every value. Sixteen bits are scaled to eight with rounding;
 * transparent parts show white, as on a page.
 */
final class PixelReader {
    private PixelReader() {}

    static PixelGrid read(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel palette) {
            return palette(image.getRaster(), palette);
        }
        int type = image.getRaster().getTransferType();
        boolean integers = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
        if (model instanceof ComponentColorModel
                && integers
                && image.getRaster().getNumBands() <= 4) {
            return components(image.getRaster(), model);
        }
        return packed(image);
    }

    /** Reads undecoded JPEG components. */
    static PixelGrid read(Raster raster, JpegColour colour) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int channels = colour.isGrey() ? 1 : 3;
        byte[] pixels = new byte[width * raster.getHeight() * channels];
        int[] row = new int[width * bands];
        int next = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int offset = 0; offset < row.length; offset += bands) {
                colour.toRgb(row, offset);
                for (int c = 0; c < channels; c++) {
                    pixels[next++] = (byte) row[offset + c];
                }
            }
        }
        return new PixelGrid(width, raster.getHeight(), channels, pixels);
    }

    private static PixelGrid components(Raster raster, ColorModel model) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int channels = bands < 3 ? 1 : 3;
        int max = (1 << model.getComponentSize(0)) - 1;
        byte[] pixels = new byte[width * raster.getHeight() * channels];
        int[] row = new int[width * bands];
        int next = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int offset = 0; offset < row.length; offset += bands) {
                int alpha = bands > channels ? eightBits(row[offset + channels], max) : 255;
                for (int c = 0; c < channels; c++) {
                    pixels[next++] = onWhite(eightBits(row[offset + c], max), alpha);
                }
            }
        }
        return new PixelGrid(width, raster.getHeight(), channels, pixels);
    }

    private static PixelGrid palette(Raster raster, IndexColorModel model) {
        int[] argb = new int[model.getMapSize()];
        model.getRGBs(argb);
        boolean grey = true;
        for (int colour : argb) {
            grey &= (colour >> 16 & 0xff) == (colour & 0xff) && (colour >> 8 & 0xff) == (colour & 0xff);
        }
        int width = raster.getWidth();
        int channels = grey ? 1 : 3;
        byte[] pixels = new byte[width * raster.getHeight() * channels];
        int[] row = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                // An index past the palette is black, as libpng has it.
                row[x] = row[x] < argb.length ? argb[row[x]] : 0xff000000;
            }
            write(row, channels, pixels, y * width * channels);
        }
        return new PixelGrid(width, raster.getHeight(), channels, pixels);
    }

    private static PixelGrid packed(BufferedImage image) {
        int width = image.getWidth();
        byte[] pixels = new byte[width * image.getHeight() * 3];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            write(row, 3, pixels, y * width * 3);
        }
        return new PixelGrid(width, image.getHeight(), 3, pixels);
    }

    private static void write(int[] argb, int channels, byte[] target, int offset) {
        int next = offset;
        for (int colour : argb) {
            for (int shift = 16; shift > 16 - 8 * channels; shift -= 8) {
                target[next++] = onWhite(colour >> shift & 0xff, colour >>> 24);
            }
        }
    }

    private static int eightBits(int sample, int max) {
        return max == 255 ? sample : (sample * 255 + max / 2) / max;
    }

    private static byte onWhite(int value, int alpha) {
        return (byte) (alpha == 255 ? value : (value * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}
