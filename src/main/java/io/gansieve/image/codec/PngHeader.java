package io.gansieve.image.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * What IHDR says.
 *
 * @param depth bits a sample: 1, 2, 4, 8 or 16
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
 */
record PngHeader(int width, int height, int depth, int colourType, boolean interlaced) {
    static PngHeader read(FileBytes file, int offset) throws UndecodableException {
        long width = file.u32(offset, BIG_ENDIAN);
        long height = file.u32(offset + 4, BIG_ENDIAN);
        if (width < 1 || height < 1) {
            throw UndecodableException.corrupt(
                    "png", "expected at least 1x1 pixels, found %dx%d".formatted(width, height));
        }
        int depth = file.u8(offset + 8);
        int type = file.u8(offset + 9);
        if (!isAllowed(depth, type)
                || file.u8(offset + 10) != 0
                || file.u8(offset + 11) != 0
                || file.u8(offset + 12) > 1) {
            throw UndecodableException.corrupt(
                    "png",
                    "expected a colour type, depth and methods of the standard, found type %d with %d bits"
                            .formatted(type, depth));
        }
        // Beyond the standard's limit, and far beyond that of any deployment.
        int most = Integer.MAX_VALUE;
        return new PngHeader(
                (int) Math.min(most, width), (int) Math.min(most, height), depth, type, file.u8(offset + 12) == 1);
    }

    private static boolean isAllowed(int depth, int type) {
        return switch (type) {
            case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case 2, 4, 6 -> depth == 8 || depth == 16;
            default -> false;
        };
    }

    PngHeader ofSize(int frameWidth, int frameHeight) {
        return new PngHeader(frameWidth, frameHeight, depth, colourType, interlaced);
    }

    int samples() {
        return switch (colourType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Of a row of so many pixels, without its filter type. */
    long rowBytes(int pixels) {
        return ((long) pixels * samples() * depth + 7) / 8;
    }

    /** From a byte to the one that a filter compares it with. */
    int filterDistance() {
        return Math.max(1, samples() * depth / 8);
    }
}
