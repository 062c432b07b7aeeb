package io.gansieve.image;

import io.gansieve.image.codec.JpegCodec;
import io.gansieve.image.codec.WebpCodec;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to images on their way through the world, each at a fixed strength. Pure: the same image gives the same image, of
 * the same shape. Safe for any thread.
 */
public sealed interface Corruption
        permits Corruption.Jpeg,
                Corruption.Webp,
                Corruption.Blur,
                Corruption.HalfSize,
                Corruption.Noise,
                Corruption.Shift,
                Whisper {
    /** The set by which detectors are measured: design and README name it. */
    List<Corruption> STANDARD = List.of(
            new Jpeg(90),
            new Jpeg(75),
            new Jpeg(50),
            new Jpeg(30),
            new Webp(90),
            new Webp(75),
            new Webp(50),
            new Webp(30),
            new Blur(0.5),
            new Blur(1),
            new Blur(2),
            new HalfSize(),
            new Noise(4, 0),
            new Noise(8, 0),
            new Noise(16, 0),
            new Shift(1, 0),
            new Whisper.LowBits(Whisper.Fill.CLEAR, 1),
            new Whisper.LowBits(Whisper.Fill.CLEAR, 2),
            new Whisper.LowBits(Whisper.Fill.SET, 1),
            new Whisper.LowBits(Whisper.Fill.TOGGLE, 1),
            new Whisper.BlackUpTo(4),
            new Whisper.BlackUpTo(8),
            new Whisper.WhiteFrom(250),
            new Whisper.Rounding(4),
            new Whisper.Rounding(17),
            new Whisper.UniformNoise(1, 0),
            new Whisper.UniformNoise(3, 0),
            new Whisper.Offset(1),
            new Whisper.Offset(-1),
            new Whisper.Gamma(1.02),
            new Whisper.Contrast(0.98));

    /** As in reports: {@code jpeg-75}, {@code blur-0.5}. */
    String name();

    Image apply(Image image);

    /**
     * Encodes as baseline JPEG and decodes again; colour is subsampled to a quarter, as usual.
     *
     * @param quality of libjpeg, 1 to 100
     */
    record Jpeg(int quality) implements Corruption {
        public Jpeg {
            if (quality < 1 || quality > 100) {
                throw new IllegalArgumentException("quality must be between 1 and 100: " + quality);
            }
        }

        @Override
        public String name() {
            return "jpeg-" + quality;
        }

        @Override
        public Image apply(Image image) {
            return JpegCodec.roundTrip(image, quality);
        }
    }

    /**
     * Encodes as lossy WebP and decodes again; colour is subsampled to a quarter, and luma has 220 levels.
     *
     * @param quality of libwebp, 1 to 100
     */
    record Webp(int quality) implements Corruption {
        public Webp {
            if (quality < 1 || quality > 100) {
                throw new IllegalArgumentException("quality must be between 1 and 100: " + quality);
            }
        }

        @Override
        public String name() {
            return "webp-" + quality;
        }

        @Override
        public Image apply(Image image) {
            return WebpCodec.roundTrip(image, quality);
        }
    }

    /** @param sigma standard deviation of the Gaussian, in pixels */
    record Blur(double sigma) implements Corruption {
        public Blur {
            requirePositive(sigma);
        }

        @Override
        public String name() {
            return "blur-" + number(sigma);
        }

        @Override
        public Image apply(Image image) {
            return GaussianBlur.apply(image, sigma);
        }
    }

    /** Shrinks both sides to half (rounded up) and enlarges again. */
    record HalfSize() implements Corruption {
        @Override
        public String name() {
            return "half-size";
        }

        @Override
        public Image apply(Image image) {
            ImageShape shape = image.shape();
            return PixelGrid.of(image)
                    .resizedTo((shape.width() + 1) / 2, (shape.height() + 1) / 2)
                    .resizedTo(shape.width(), shape.height())
                    .toImage();
        }
    }

    /**
     * Adds independent Gaussian noise to every value; other noise for every image.
     *
     * @param sigma standard deviation in grey levels of 0 to 255
     */
    record Noise(double sigma, long seed) implements Corruption {
        public Noise {
            requirePositive(sigma);
        }

        @Override
        public String name() {
            return "noise-" + number(sigma);
        }

        @Override
        public Image apply(Image image) {
            SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + image.hashCode());
            byte[] pixels = image.pixels();
            for (int i = 0; i < pixels.length; i++) {
                double noisy = image.at(i) + sigma * random.nextGaussian();
                pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(noisy)));
            }
            return Image.of(image.shape(), pixels);
        }
    }

    /**
     * Moves the content; what comes in at an edge repeats it.
     *
     * @param right pixels to the right, negative to the left
     * @param down pixels down, negative up
     */
    record Shift(int right, int down) implements Corruption {
        @Override
        public String name() {
            return down == 0 ? "shift-" + right : "shift-%d-%d".formatted(right, down);
        }

        @Override
        public Image apply(Image image) {
            ImageShape shape = image.shape();
            byte[] pixels = new byte[shape.size()];
            int next = 0;
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++) {
                    int fromX = Math.max(0, Math.min(shape.width() - 1, x - right));
                    int fromY = Math.max(0, Math.min(shape.height() - 1, y - down));
                    for (int c = 0; c < shape.channels(); c++) {
                        pixels[next++] = (byte) image.at((fromY * shape.width() + fromX) * shape.channels() + c);
                    }
                }
            }
            return Image.of(shape, pixels);
        }
    }

    private static void requirePositive(double sigma) {
        if (!(sigma > 0) || sigma > 255) {
            throw new IllegalArgumentException("sigma must be above 0 and at most 255: " + sigma);
        }
    }

    /** As names have it: without a fraction where there is none. */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
