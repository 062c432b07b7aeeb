package io.gansieve.gan;

import io.gansieve.image.Corruption;
import io.gansieve.image.HarmlessEdit;
import io.gansieve.image.Image;
import io.gansieve.image.codec.WebpCodec;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the detector's images of both classes pass through alike, so that a verdict rests on what survives a codec, a blur or a
 * resize (Wang et al., "CNN-generated images are surprisingly easy to spot... for now", 2020), and on no grey level that somebody
 * can change unseen.
 *
 * @param probability that an image is processed, by one corruption of random kind and strength; half of it that, whether it was or not,
 *     it is edited by a few grey levels
 */
public record Augmentation(double probability) {
    private static final List<HarmlessEdit> WHISPERS = HarmlessEdit.whispers();

    /** Of {@link #probability}: more would cost too much of what tells clean files, which most are. */
    private static final double WHISPERED = 0.5;

    /** Of the images with an edit: who wipes out one trace may wipe out two. */
    private static final double ONCE_MORE = 0.25;

    public Augmentation {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("augmentation must be in [0, 1]: " + probability);
        }
    }

    /** The image itself or, with {@link #probability}, a copy that went through a codec, a blur, a resize, noise or a shift. */
    public Image process(Image image, SplittableRandom random) {
        return random.nextDouble() < probability ? draw(random).apply(image) : image;
    }

    /** The image itself or, with half of {@link #probability}, a copy with one edit of grey levels that nobody sees, or with several. */
    public Image whisper(Image image, SplittableRandom random) {
        Image edited = image;
        double more = WHISPERED * probability;
        while (random.nextDouble() < more) {
            edited = WHISPERS.get(random.nextInt(WHISPERS.size())).apply(edited, random);
            more = ONCE_MORE;
        }
        return edited;
    }

    /** A machine without libwebp meets no WebP files either. */
    private static Corruption webp(int quality) {
        return WebpCodec.isAvailable() ? new Corruption.Webp(quality) : new Corruption.Jpeg(Math.min(95, quality));
    }

    private static Corruption draw(SplittableRandom random) {
        // Blur and WebP count more: the soft edges of the one and the coarser luma of the other make most reals look
        // generated.
        return switch (random.nextInt(9)) {
            case 0 -> new Corruption.Jpeg(random.nextInt(30, 96));
            case 1, 5 -> webp(random.nextInt(30, 100));
            case 2, 6, 7 -> new Corruption.Blur(Math.exp(random.nextDouble(Math.log(0.3), Math.log(1.5))));
            case 3 -> new Corruption.HalfSize();
            case 4 -> new Corruption.Noise(random.nextDouble(2, 16), random.nextLong());
            default -> new Corruption.Shift(random.nextInt(-2, 3), random.nextInt(-2, 3));
        };
    }
}
