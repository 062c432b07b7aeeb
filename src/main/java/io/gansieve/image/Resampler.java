package io.gansieve.image;

/**
 * Bilinear resampling whose triangle grows with the factor when an image shrinks, so that every source pixel counts (the
 * antialiased bilinear filter of Pillow's {@code resize}). Fixed-point arithmetic: the same bytes on every machine. A side that
 * keeps its length is left as it is.
 */
final class Resampler {
    private static final int ONE_BITS = 20;
    private static final int ONE = 1 << ONE_BITS;

    /** Weights of the source positions from {@code first} on that make up one target position; their sum is {@link #ONE}. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Window(int first, int[] weights) {}

    private Resampler() {}

    static PixelGrid resize(PixelGrid source, int width, int height) {
        PixelGrid wide = source.width() == width ? source : horizontally(source, windows(source.width(), width));
        return wide.height() == height ? wide : vertically(wide, windows(wide.height(), height));
    }

    private static Window[] windows(int from, int to) {
        Window[] windows = new Window[to];
        double factor = (double) from / to;
        double reach = Math.max(1, factor);
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * factor;
            int first = (int) Math.max(0, Math.floor(centre - reach));
            int last = (int) Math.min(from, Math.ceil(centre + reach));
            windows[i] = window(first, last, centre, reach);
        }
        return windows;
    }

    private static Window window(int first, int last, double centre, double reach) {
        double[] exact = new double[last - first];
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            exact[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach);
            sum += exact[i];
        }
        int[] weights = new int[exact.length];
        int rest = ONE;
        int heaviest = 0;
        for (int i = 0; i < exact.length; i++) {
            weights[i] = (int) Math.round(exact[i] / sum * ONE);
            rest -= weights[i];
            heaviest = weights[i] > weights[heaviest] ? i : heaviest;
        }
        // What rounding lost or won, so that a flat area keeps its value.
        weights[heaviest] += rest;
        return new Window(first, weights);
    }

    private static PixelGrid horizontally(PixelGrid source, Window[] windows) {
        int channels = source.channels();
        byte[] target = new byte[windows.length * source.height() * channels];
        int next = 0;
        for (int y = 0; y < source.height(); y++) {
            int row = y * source.width() * channels;
            for (Window window : windows) {
                for (int c = 0; c < channels; c++) {
                    target[next++] = weigh(source.pixels(), row + window.first * channels + c, channels, window);
                }
            }
        }
        return new PixelGrid(windows.length, source.height(), channels, target);
    }

    private static PixelGrid vertically(PixelGrid source, Window[] windows) {
        int stride = source.width() * source.channels();
        byte[] target = new byte[stride * windows.length];
        int next = 0;
        for (Window window : windows) {
            for (int x = 0; x < stride; x++) {
                target[next++] = weigh(source.pixels(), window.first * stride + x, stride, window);
            }
        }
        return new PixelGrid(source.width(), windows.length, source.channels(), target);
    }

    private static byte weigh(byte[] pixels, int start, int step, Window window) {
        int sum = ONE / 2;
        int index = start;
        for (int weight : window.weights) {
            sum += weight * (pixels[index] & 0xff);
            index += step;
        }
        return (byte) (sum >> ONE_BITS);
    }
}
