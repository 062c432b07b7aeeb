package io.gansieve.gan;

/**
 * A value that changes with the number of real images trained on; never with the clock. A round is
 * {@code training.steps-per-round × training.batch-size} images.
 *
 * <pre>{@code
 * Schedule.parse("cosine(0.001,0,200000)").at(100_000); // 0.0005
 * }</pre>
 */
public sealed interface Schedule {
    /** The value in force once {@code imagesSeen} real images were trained on. */
    double at(long imagesSeen);

    /** The value in the end; all others lie between it and {@code at(0)}. */
    double end();

    /**
     * Reads a number, {@code constant(V)}, {@code linear(FROM,TO,IMAGES)}, {@code cosine(FROM,TO,IMAGES)} or
     * {@code exponential(FROM,HALF_LIFE_IMAGES)}.
     */
    static Schedule parse(String text) {
        return ScheduleText.parse(text);
    }

    /** The same value for ever. */
    record Constant(double value) implements Schedule {
        @Override
        public double at(long imagesSeen) {
            return value;
        }

        @Override
        public double end() {
            return value;
        }
    }

    /** In a straight line from one value to another, which then stays. */
    record Linear(double from, double to, double images) implements Schedule {
        public Linear {
            requirePositive("images", images);
        }

        @Override
        public double at(long imagesSeen) {
            return from + (to - from) * Math.min(1, imagesSeen / images);
        }

        @Override
        public double end() {
            return to;
        }
    }

    /** Half a cosine wave from one value to another, which then stays (Loshchilov and Hutter, "SGDR", 2017, eq. 5, one period). */
    record Cosine(double from, double to, double images) implements Schedule {
        public Cosine {
            requirePositive("images", images);
        }

        @Override
        public double at(long imagesSeen) {
            return to + (from - to) * (1 + Math.cos(Math.PI * Math.min(1, imagesSeen / images))) / 2;
        }

        @Override
        public double end() {
            return to;
        }
    }

    /** {@code initial · ½^(imagesSeen / halfLife)}. */
    record Exponential(double initial, double halfLifeImages) implements Schedule {
        public Exponential {
            requirePositive("halfLifeImages", halfLifeImages);
        }

        @Override
        public double at(long imagesSeen) {
            return initial * Math.pow(0.5, imagesSeen / halfLifeImages);
        }

        @Override
        public double end() {
            return 0;
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
