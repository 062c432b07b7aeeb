package io.gansieve.image;

import io.gansieve.image.codec.WebpCodec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Edits that leave an image what it is, kind by kind. How strong one is, is drawn for every image, so that no strength is safe because
 * nobody listed it; kinds that act unlike when weak and when strong are two, so that neither hides behind the other.
 */
public enum HarmlessEdit {
    JPEG_STRONG(false),
    JPEG_WEAK(false),
    WEBP_STRONG(false),
    WEBP_WEAK(false),
    BLUR_STRONG(false),
    BLUR_WEAK(false),
    HALF_SIZE(false),
    SHIFT(false),
    BITS_CLEARED(true),
    BITS_SET(true),
    BITS_TOGGLED(true),
    BLACKENED(true),
    WHITENED(true),
    ROUNDED(true),
    NOISED(true),
    BRIGHTENED(true),
    DARKENED(true),
    GAMMA(true),
    CONTRAST(true);

    private final boolean whisper;

    HarmlessEdit(boolean whisper) {
        this.whisper = whisper;
    }

    /** Those that nobody sees: every {@link Whisper}. */
    public static List<HarmlessEdit> whispers() {
        return Arrays.stream(values()).filter(edit -> edit.whisper).toList();
    }

    /** Those that leave their marks, as far as this machine can do them: one without libwebp meets no WebP files either. */
    public static List<HarmlessEdit> processing() {
        return Arrays.stream(values())
                .filter(edit -> !edit.whisper)
                .filter(edit -> WebpCodec.isAvailable() || (edit != WEBP_STRONG && edit != WEBP_WEAK))
                .toList();
    }

    /** An edit of this kind, of a strength that is drawn. */
    public Corruption draw(SplittableRandom random) {
        return switch (this) {
            case JPEG_STRONG -> new Corruption.Jpeg(random.nextInt(60, 80));
            case JPEG_WEAK -> new Corruption.Jpeg(random.nextInt(80, 97));
            case WEBP_STRONG -> new Corruption.Webp(random.nextInt(70, 88));
            case WEBP_WEAK -> new Corruption.Webp(random.nextInt(88, 100));
            case BLUR_STRONG -> new Corruption.Blur(random.nextDouble(0.7, 1.3));
            case BLUR_WEAK -> new Corruption.Blur(random.nextDouble(0.3, 0.7));
            case HALF_SIZE -> new Corruption.HalfSize();
            case SHIFT -> new Corruption.Shift(sign(random), random.nextInt(-1, 2));
            case BITS_CLEARED -> new Whisper.LowBits(Whisper.Fill.CLEAR, random.nextInt(1, 3));
            case BITS_SET -> new Whisper.LowBits(Whisper.Fill.SET, random.nextInt(1, 3));
            case BITS_TOGGLED -> new Whisper.LowBits(Whisper.Fill.TOGGLE, random.nextInt(1, 3));
            case BLACKENED -> new Whisper.BlackUpTo(random.nextInt(1, 9));
            case WHITENED -> new Whisper.WhiteFrom(random.nextInt(247, 255));
            case ROUNDED -> new Whisper.Rounding(Math.exp(random.nextDouble(Math.log(1.5), Math.log(17))));
            case NOISED -> new Whisper.UniformNoise(random.nextInt(1, 4), random.nextLong());
            case BRIGHTENED -> new Whisper.Offset(random.nextInt(1, 4));
            case DARKENED -> new Whisper.Offset(-random.nextInt(1, 4));
            case GAMMA -> new Whisper.Gamma(Math.exp(random.nextDouble(-0.03, 0.03)));
            case CONTRAST -> new Whisper.Contrast(random.nextDouble(0.98, 1.02));
        };
    }

    /** A copy of the image, edited in this way. */
    public Image apply(Image image, SplittableRandom random) {
        return draw(random).apply(image);
    }

    private static int sign(SplittableRandom random) {
        return random.nextBoolean() ? 1 : -1;
    }
}
