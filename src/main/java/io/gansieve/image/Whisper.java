package io.gansieve.image;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Edits of a few grey levels, which nobody sees: all that an image shows is left of it, and nothing that rests on exact values.
 * They wipe out a generator's traces near black, or lay such traces over a real image.
 */
public sealed interface Whisper extends Corruption {
    /** What an edit of the lowest bits writes there. */
    enum Fill {
        CLEAR,
        SET,
        TOGGLE;

        private int of(int value, int mask) {
            return switch (this) {
                case CLEAR -> value & ~mask;
                case SET -> value | mask;
                case TOGGLE -> value ^ mask;
            };
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An edit by which a value becomes another one, wherever in the image it is. */
    sealed interface Curve extends Whisper {
        /** @param value from 0 to 255; the result is rounded and cut off there */
        double of(int value);

        @Override
        default Image apply(Image image) {
            byte[] curve = new byte[256];
            for (int value = 0; value < curve.length; value++) {
                curve[value] = level(of(value));
            }
            byte[] pixels = image.pixels();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = curve[pixels[i] & 0xff];
            }
            return Image.of(image.shape(), pixels);
        }
    }

    /** @param bits how many of the lowest, 1 to 4 */
    record LowBits(Fill fill, int bits) implements Curve {
        public LowBits {
            require(bits >= 1 && bits <= 4, "bits must be between 1 and 4: " + bits);
        }

        @Override
        public String name() {
            return "bits-%s-%d".formatted(fill.text(), bits);
        }

        @Override
        public double of(int value) {
            return fill.of(value, (1 << bits) - 1);
        }
    }

    /** Values up to {@code level} become 0. */
    record BlackUpTo(int level) implements Curve {
        public BlackUpTo {
            require(level >= 1 && level <= 255, "level must be between 1 and 255: " + level);
        }

        @Override
        public String name() {
            return "black-" + level;
        }

        @Override
        public double of(int value) {
            return value <= level ? 0 : value;
        }
    }

    /** Values from {@code level} on become 255. */
    record WhiteFrom(int level) implements Curve {
        public WhiteFrom {
            require(level >= 0 && level <= 254, "level must be between 0 and 254: " + level);
        }

        @Override
        public String name() {
            return "white-" + level;
        }

        @Override
        public double of(int value) {
            return value >= level ? 255 : value;
        }
    }

    /**
     * To the nearest multiple of a step.
     *
     * @param step in grey levels; 255/(k − 1) leaves k levels from black to white
     */
    record Rounding(double step) implements Curve {
        public Rounding {
            require(step > 1 && step <= 255, "step must be above 1 and at most 255: " + step);
        }

        @Override
        public String name() {
            return "round-" + Corruption.number(step);
        }

        @Override
        public double of(int value) {
            return Math.rint(value / step) * step;
        }
    }

    /** @param levels added everywhere; below 0 darker */
    record Offset(int levels) implements Curve {
        public Offset {
            require(levels >= -255 && levels <= 255 && levels != 0, "levels must be -255 to 255 and not 0: " + levels);
        }

        @Override
        public String name() {
            return levels > 0 ? "plus-" + levels : "minus-" + -levels;
        }

        @Override
        public double of(int value) {
            return value + levels;
        }
    }

    /** v ↦ v^γ on [0, 1]. */
    record Gamma(double exponent) implements Curve {
        public Gamma {
            require(exponent > 0 && exponent <= 10, "exponent must be above 0 and at most 10: " + exponent);
        }

        @Override
        public String name() {
            return "gamma-" + Corruption.number(exponent);
        }

        @Override
        public double of(int value) {
            return 255 * Math.pow(value / 255.0, exponent);
        }
    }

    /** @param gain of the distance from mid-grey */
    record Contrast(double gain) implements Curve {
        public Contrast {
            require(gain > 0 && gain <= 10, "gain must be above 0 and at most 10: " + gain);
        }

        @Override
        public String name() {
            return "contrast-" + Corruption.number(gain);
        }

        @Override
        public double of(int value) {
            return 127.5 + gain * (value - 127.5);
        }
    }

    /**
     * Adds −{@code levels} to {@code levels} to every value, all equally likely; other noise for every image.
     *
     * @param levels 1 to 255
     */
    record UniformNoise(int levels, long seed) implements Whisper {
        public UniformNoise {
            require(levels >= 1 && levels <= 255, "levels must be between 1 and 255: " + levels);
        }

        @Override
        public String name() {
            return "uniform-" + levels;
        }

        @Override
        public Image apply(Image image) {
            SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + image.hashCode());
            byte[] pixels = image.pixels();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = level(image.at(i) + random.nextInt(-levels, levels + 1));
            }
            return Image.of(image.shape(), pixels);
        }
    }

    private static byte level(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
