package io.gansieve.image;

/** A Gaussian blur, one direction after the other, cut at three standard deviations; edges repeat. */
final class GaussianBlur {
    private GaussianBlur() {}

    static Image apply(Image image, double sigma) {
        ImageShape shape = image.shape();
        double[] kernel = kernel(sigma);
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.at(i);
        }
        int channels = shape.channels();
        values = along(values, kernel, shape.width(), channels);
        values = along(values, kernel, shape.height(), channels * shape.width());
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i])));
        }
        return Image.of(shape, pixels);
    }

    private static double[] kernel(double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            double distance = i - radius;
            kernel[i] = StrictMath.exp(-distance * distance / (2 * sigma * sigma));
            sum += kernel[i];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }

    /** Blurs along the direction whose neighbours lie {@code step} apart and whose lines are {@code length} long. */
    private static double[] along(double[] values, double[] kernel, int length, int step) {
        double[] blurred = new double[values.length];
        int radius = kernel.length / 2;
        for (int i = 0; i < values.length; i++) {
            int place = i / step % length;
            double sum = 0;
            for (int k = 0; k < kernel.length; k++) {
                int neighbour = Math.max(0, Math.min(length - 1, place + k - radius));
                sum += kernel[k] * values[i + (neighbour - place) * step];
            }
            blurred[i] = sum;
        }
        return blurred;
    }
}
