package io.gansieve.image.codec;

import io.gansieve.image.codec.Frame.Disposal;
import java.util.Arrays;

/**
 * Where the frames of a file come together, as browsers show them: transparent at first, whatever background a file names.
 * Used by one thread.
 */
final class Canvas {
    private final int width;
    private final int height;
    private final int[] argb;
    private int[] kept = new int[0];

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.argb = new int[width * height];
    }

    /** Bytes of heap: itself, and the part that a frame restores. */
    static long memory(int width, int height) {
        return 8L * width * height;
    }

    void clear() {
        Arrays.fill(argb, 0);
    }

    void draw(Frame frame, Deadline deadline) throws UndecodableException {
        if (frame.disposal() == Disposal.RESTORE) {
            keep(frame);
        }
        int[] y = {frame.top()};
        frame.picture().decode(row -> draw(frame, row, y[0]++), deadline);
    }

    /** Takes a frame off again, before the next one is drawn. */
    void dispose(Frame frame) {
        switch (frame.disposal()) {
            case KEEP -> {}
            case CLEAR -> {
                for (int y = top(frame); y < bottom(frame); y++) {
                    Arrays.fill(argb, y * width + left(frame), y * width + right(frame), 0);
                }
            }
            case RESTORE -> copyPart(kept, argb, frame);
        }
    }

    void sendTo(RowSink rows) {
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            System.arraycopy(argb, y * width, row, 0, width);
            rows.row(row);
        }
    }

    private void keep(Frame frame) {
        if (kept.length == 0) {
            kept = new int[argb.length];
        }
        copyPart(argb, kept, frame);
    }

    private void copyPart(int[] from, int[] to, Frame frame) {
        for (int y = top(frame); y < bottom(frame); y++) {
            int start = y * width + left(frame);
            System.arraycopy(from, start, to, start, right(frame) - left(frame));
        }
    }

    private void draw(Frame frame, int[] row, int y) {
        if (y < 0 || y >= height) {
            return;
        }
        for (int x = left(frame); x < right(frame); x++) {
            int source = row[x - frame.left()];
            int at = y * width + x;
            argb[at] = switch (frame.blend()) {
                case REPLACE -> source;
                case OVER -> over(source, argb[at]);
                case OVER_BY_LIBWEBP -> overByLibwebp(source, argb[at]);
            };
        }
    }

    /** Source-over (W3C, Compositing and Blending), rounded once. */
    private static int over(int source, int target) {
        int alpha = source >>> 24;
        if (alpha == 255 || target >>> 24 == 0) {
            return source;
        }
        // In units of 1/255².
        int above = alpha * 255;
        int below = (target >>> 24) * (255 - alpha);
        int sum = above + below;
        int blended = ((sum + 127) / 255) << 24;
        for (int shift = 0; shift < 24; shift += 8) {
            int value = (source >> shift & 0xff) * above + (target >> shift & 0xff) * below;
            blended |= ((value + sum / 2) / sum) << shift;
        }
        return blended;
    }

    /** The same with the arithmetic of libwebp's {@code anim_decode.c}. */
    private static int overByLibwebp(int source, int target) {
        int alpha = source >>> 24;
        if (alpha == 255 || target >>> 24 == 0) {
            return source;
        }
        if (alpha == 0) {
            return target;
        }
        int rest = ((target >>> 24) * (256 - alpha)) >> 8;
        int sum = alpha + rest;
        long scale = (1L << 24) / sum;
        int blended = sum << 24;
        for (int shift = 0; shift < 24; shift += 8) {
            int value = (source >> shift & 0xff) * alpha + (target >> shift & 0xff) * rest;
            blended |= (int) ((value * scale) >> 24) << shift;
        }
        return blended;
    }

    private int left(Frame frame) {
        return Math.max(0, Math.min(width, frame.left()));
    }

    private int right(Frame frame) {
        return Math.max(left(frame), Math.min(width, frame.left() + frame.width()));
    }

    private int top(Frame frame) {
        return Math.max(0, Math.min(height, frame.top()));
    }

    private int bottom(Frame frame) {
        return Math.max(top(frame), Math.min(height, frame.top() + frame.height()));
    }
}
