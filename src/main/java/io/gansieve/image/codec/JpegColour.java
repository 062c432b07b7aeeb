package io.gansieve.image.codec;

/**
 * What the components of a JPEG file mean, from their number, their identifiers and Adobe's APP14 marker (the rules of libjpeg's
 * {@code jdapimin.c}). Four components are taken for inverted ink, 255 for none, as Adobe writes them and as browsers and Pillow
 * read every file.
 */
enum JpegColour {
    GREY(1),
    RGB(3),
    YCBCR(3),
    CMYK(4),
    YCCK(4);

    private static final int OPAQUE = 0xff000000;

    private final int components;

    JpegColour(int components) {
        this.components = components;
    }

    int components() {
        return components;
    }

    /**
     * Turns a row of components into ARGB. YCbCr by Rec. 601 at full range (JFIF 1.02); CMYK without a profile as R = (1−C)(1−K), so
     * that the outcome depends on no profile that a machine happens to have.
     */
    void toArgb(byte[] row, int[] argb) {
        for (int x = 0; x < argb.length; x++) {
            int at = x * components;
            argb[x] = switch (this) {
                case GREY -> OPAQUE | (row[at] & 0xff) * 0x10101;
                case RGB -> rgb(row, at);
                case YCBCR -> fromYcc(row, at);
                case CMYK -> lit(rgb(row, at), row[at + 3] & 0xff);
                // The three are C, M and Y as YCbCr, and inverted like K.
                case YCCK -> lit(~fromYcc(row, at), row[at + 3] & 0xff);
            };
        }
    }

    private static int rgb(byte[] components, int offset) {
        return OPAQUE
                | (components[offset] & 0xff) << 16
                | (components[offset + 1] & 0xff) << 8
                | (components[offset + 2] & 0xff);
    }

    private static int lit(int rgb, int light) {
        return OPAQUE
                | multiplied(rgb >> 16 & 0xff, light) << 16
                | multiplied(rgb >> 8 & 0xff, light) << 8
                | multiplied(rgb & 0xff, light);
    }

    private static int multiplied(int channel, int light) {
        return (channel * light + 127) / 255;
    }

    private static int fromYcc(byte[] components, int offset) {
        int y = (components[offset] & 0xff) << 16;
        int cb = (components[offset + 1] & 0xff) - 128;
        int cr = (components[offset + 2] & 0xff) - 128;
        // 1.402, 0.344136, 0.714136 and 1.772 in 16-bit fixed point.
        return OPAQUE | clamp(y + 91881 * cr) << 16 | clamp(y - 22554 * cb - 46802 * cr) << 8 | clamp(y + 116130 * cb);
    }

    private static int clamp(int fixed) {
        return Math.max(0, Math.min(255, (fixed + (1 << 15)) >> 16));
    }
}
