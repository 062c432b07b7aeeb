package io.gansieve.image.codec;

/**
 * What the components of a JPEG file mean, from the number of components, their identifiers and Adobe's APP14 marker (the rules
 * of libjpeg's {@code jdapimin.c}). Adobe writes CMYK inverted: 255 is no ink.
 */
enum JpegColour {
    NOT_JPEG(0),
    GREY(1),
    RGB(3),
    YCBCR(3),
    CMYK(4),
    INVERTED_CMYK(4),
    INVERTED_YCCK(4);

    private final int components;

    JpegColour(int components) {
        this.components = components;
    }

    int components() {
        return components;
    }

    /** Whether the file becomes one channel. */
    boolean isGrey() {
        return this == GREY;
    }

    /**
     * Turns one pixel's components into RGB in place. YCbCr by Rec. 601 at full range (JFIF 1.02); CMYK without a profile as
     * R = (1−C)(1−K), so that the outcome depends on no profile that a machine happens to have.
     */
    void toRgb(int[] pixel, int offset) {
        switch (this) {
            case YCBCR -> fromYcc(pixel, offset);
            case CMYK -> multiply(pixel, offset, 255 - pixel[offset + 3], true);
            case INVERTED_CMYK -> multiply(pixel, offset, pixel[offset + 3], false);
            case INVERTED_YCCK -> {
                // Adobe converts inverted ink, which is how RGB looks, and leaves K as it is.
                fromYcc(pixel, offset);
                multiply(pixel, offset, pixel[offset + 3], false);
            }
            case NOT_JPEG, GREY, RGB -> {}
        }
    }

    private static void multiply(int[] pixel, int offset, int light, boolean ink) {
        for (int i = offset; i < offset + 3; i++) {
            int channel = ink ? 255 - pixel[i] : pixel[i];
            pixel[i] = (channel * light + 127) / 255;
        }
    }

    private static void fromYcc(int[] pixel, int offset) {
        int y = pixel[offset] << 16;
        int cb = pixel[offset + 1] - 128;
        int cr = pixel[offset + 2] - 128;
        // 1.402, 0.344136, 0.714136 and 1.772 in 16-bit fixed point.
        pixel[offset] = clamp(y + 91881 * cr);
        pixel[offset + 1] = clamp(y - 22554 * cb - 46802 * cr);
        pixel[offset + 2] = clamp(y + 116130 * cb);
    }

    private static int clamp(int fixed) {
        return Math.max(0, Math.min(255, (fixed + (1 << 15)) >> 16));
    }
}
