package io.gansieve.gan;

/** A value that decays with the number of images seen; never with the clock. */
public sealed interface Schedule {
    /** The value in force once {@code imagesSeen} real images were trained on. */
    double at(long imagesSeen);

    /** The same value for ever. */
    record Constant(double value) implements Schedule {
        @Override
        public double at(long imagesSeen) {
            return value;
        }
    }

    /** {@code initial · ½^(imagesSeen / halfLife)}. */
    record Exponential(double initial, double halfLifeImages) implements Schedule {
        public Exponential {
            if (!(halfLifeImages > 0)) {
                throw new IllegalArgumentException("halfLifeImages must be positive: " + halfLifeImages);
            }
        }

        @Override
        public double at(long imagesSeen) {
            return initial * Math.pow(0.5, imagesSeen / halfLifeImages);
        }
    }
}
