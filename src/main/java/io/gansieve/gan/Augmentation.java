package io.gansieve.gan;

import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import io.gansieve.image.codec.WebpCodec;
import java.util.SplittableRandom;

/**
 * What the detector's images of both classes pass through alike, so that a verdict rests on what survives a codec, a blur or a
 * resize (Wang et al., "CNN-generated images are surprisingly easy to spot... for now", 2020).
 *
 * @param probability that an image is changed, by one corruption of random kind and strength
 */
public record Augmentation(double probability) {
    public Augmentation {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("augmentation must be in [0, 1]: " + probability);
        }
    }

    /** The image itself or, with {@link #probability}, a changed copy. */
    public Image apply(Image image, SplittableRandom random) {
        return random.nextDouble() < probability ? draw(random).apply(image) : image;
    }

    /** A machine without libwebp meets no WebP files either. */
    private static Corruption webp(int quality) {
        return WebpCodec.isAvailable() ? new Corruption.Webp(quality) : new Corruption.Jpeg(Math.min(95, quality));
    }

    private static Corruption draw(SplittableRandom random) {
        // WebP counts twice: of all edits its coarser luma makes most reals look generated.
        return switch (random.nextInt(7)) {
            case 0 -> new Corruption.Jpeg(random.nextInt(30, 96));
            case 1, 5 -> webp(random.nextInt(30, 100));
            case 2 -> new Corruption.Blur(random.nextDouble(0.3, 1.5));
            case 3 -> new Corruption.HalfSize();
            case 4 -> new Corruption.Noise(random.nextDouble(2, 16), random.nextLong());
            default -> new Corruption.Shift(random.nextInt(-2, 3), random.nextInt(-2, 3));
        };
    }
}
