package io.gansieve.image.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What PLTE and tRNS say, and the way from samples to ARGB. Sixteen bits become eight as libpng scales them, rounded; the one
 * transparent colour is compared at the depth of the file.
 */
final class PngColours {
    private static final int OPAQUE = 0xff000000;
    private static final int MOST_COLOURS = 256;

    private @Nullable FileBytes palette;
    private @Nullable FileBytes transparency;
    private int[] argb = new int[0];
    /** Grey, or red, green and blue of the transparent colour; −1 matches nothing. */
    private int[] clear = {-1, -1, -1};

    void palette(FileBytes chunk) {
        palette = chunk;
    }

    void transparency(FileBytes chunk) {
        transparency = chunk;
    }

    /** Reads both chunks, which may stand in any order, for files of this header. */
    void check(PngHeader header) throws UndecodableException {
        FileBytes colours = palette;
        FileBytes alphas = transparency;
        if (header.colourType() == 3) {
            if (colours == null || colours.length() % 3 != 0 || colours.length() > 3 * MOST_COLOURS) {
                throw UndecodableException.corrupt("png", "expected a palette of 1 to 256 colours");
            }
            // An index past the palette is black, as libpng has it.
            argb = new int[MOST_COLOURS];
            Arrays.fill(argb, OPAQUE);
            for (int i = 0; i < colours.length() / 3; i++) {
                int alpha = alphas != null && i < alphas.length() ? alphas.u8(i) : 255;
                argb[i] = alpha << 24 | colours.u8(3 * i) << 16 | colours.u8(3 * i + 1) << 8 | colours.u8(3 * i + 2);
            }
        } else if (alphas != null && header.colourType() == 0 && alphas.length() == 2) {
            clear = new int[] {alphas.u16(0, BIG_ENDIAN), -1, -1};
        } else if (alphas != null && header.colourType() == 2 && alphas.length() == 6) {
            clear = new int[] {alphas.u16(0, BIG_ENDIAN), alphas.u16(2, BIG_ENDIAN), alphas.u16(4, BIG_ENDIAN)};
        }
    }

    /** Turns an unfiltered row into pixels. */
    void expand(PngHeader header, byte[] row, int pixels, int[] target) {
        switch (header.colourType()) {
            case 0 -> {
                for (int x = 0; x < pixels; x++) {
                    int sample = sample(row, x, header.depth());
                    int grey = eightBits(sample, header.depth());
                    target[x] = (sample == clear[0] ? 0 : OPAQUE) | grey << 16 | grey << 8 | grey;
                }
            }
            case 3 -> {
                for (int x = 0; x < pixels; x++) {
                    target[x] = argb[sample(row, x, header.depth())];
                }
            }
            case 2 -> rgb(row, pixels, header.depth(), target);
            case 4 -> {
                for (int x = 0; x < pixels; x++) {
                    int grey = eightBits(sample(row, 2 * x, header.depth()), header.depth());
                    int alpha = eightBits(sample(row, 2 * x + 1, header.depth()), header.depth());
                    target[x] = alpha << 24 | grey << 16 | grey << 8 | grey;
                }
            }
            default -> {
                for (int x = 0; x < pixels; x++) {
                    int rgb = 0;
                    for (int c = 0; c < 4; c++) {
                        rgb = rgb << 8 | eightBits(sample(row, 4 * x + c, header.depth()), header.depth());
                    }
                    // Alpha is stored last.
                    target[x] = Integer.rotateRight(rgb, 8);
                }
            }
        }
    }

    private void rgb(byte[] row, int pixels, int depth, int[] target) {
        for (int x = 0; x < pixels; x++) {
            int red = sample(row, 3 * x, depth);
            int green = sample(row, 3 * x + 1, depth);
            int blue = sample(row, 3 * x + 2, depth);
            boolean opaque = red != clear[0] || green != clear[1] || blue != clear[2];
            target[x] = (opaque ? OPAQUE : 0)
                    | eightBits(red, depth) << 16
                    | eightBits(green, depth) << 8
                    | eightBits(blue, depth);
        }
    }

    private static int sample(byte[] row, int index, int depth) {
        if (depth == 8) {
            return row[index] & 0xff;
        }
        if (depth == 16) {
            return (row[2 * index] & 0xff) << 8 | (row[2 * index + 1] & 0xff);
        }
        int bit = index * depth;
        return row[bit >> 3] >> (8 - depth - (bit & 7)) & ((1 << depth) - 1);
    }

    private static int eightBits(int sample, int depth) {
        return switch (depth) {
            case 1 -> sample * 255;
            case 2 -> sample * 85;
            case 4 -> sample * 17;
            case 8 -> sample;
            // (sample · 255 + 32767) / 65535, for every sample of 16 bits.
            default -> (sample * 255 + 32895) >> 16;
        };
    }
}
