package io.gansieve.gan;

/** A value that decays with the number of images seen; never with the clock. */
public sealed interface Schedule {
    double at(long imagesSeen);

    record Constant(double value) implements Schedule {
        @Override
        public double at(long imagesSeen) {
            return value;
        }
    }

    /** {@code initial · ½^(imagesSeen / halfLife)}. */
    record Exponential(double initial, double halfLifeImages) implements Schedule {
        @Override
        public double at(long imagesSeen) {
            return initial * Math.pow(0.5, imagesSeen / halfLifeImages);
        }
    }
}
