package io.gansieve.gan;

import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import java.util.List;
import java.util.Map;

/**
 * The engine of the game. A round is a function of its arguments: same snapshot, images, round, seed, natives and thread count
 * give the same bits. Used by one thread at a time.
 */
public interface GanTrainer extends AutoCloseable {
    /** Of the detector's features: learned ones, which tell how an image was made; the rest tell what it shows. */
    int LEARNED_FEATURES = 64;

    /** Freshly initialised networks. */
    GanSnapshot initial(long seed);

    /** Whether a snapshot is of these networks; one of other settings or of another release may not be. */
    boolean accepts(GanSnapshot snapshot);

    /** Takes the steps of one round; {@code images.real()} holds steps × batch size images. */
    TrainedRound train(GanSnapshot before, RoundImages images, long round, long seed);

    /**
     * Of critic and generator as they play, without noise: on these reals, none of which it should have been trained on, and as many
     * fresh 8-bit samples of the same classes. All NaN without reals.
     */
    CriticFigures criticFigures(GanSnapshot snapshot, List<LabeledImage> reals, long seed);

    /** {@code count} images from the averaged generator, quantised to 8 bits. */
    List<Image> sample(GanSnapshot snapshot, int count, long seed);

    /** The same from the generator as it plays, without averaging. */
    List<Image> sampleRaw(GanSnapshot snapshot, int count, long seed);

    /** {@code count} images from a forger in the snapshot, 8-bit; none if it is not asked for or cannot be without training. */
    List<Image> forge(GanSnapshot snapshot, Forger forger, int count, long seed);

    /**
     * The detector as ONNX: input {@code image} uint8 [N,H,W,C], outputs {@code logit} float [N,1] (above 0: rather generated)
     * and {@code features} float [N,F], first {@link #LEARNED_FEATURES} learned ones, then a thumbnail in [0, 1].
     */
    byte[] detectorOnnx(GanSnapshot snapshot, Map<String, String> metadata);

    /**
     * The averaged generator as ONNX: input {@code latent} float [N,Z+K], normal latents and the class as one-hot or zeros, output
     * {@code image} uint8 [N,H,W,C]. How often to draw each class stands in the property {@link ClassShares#PROPERTY}.
     */
    byte[] generatorOnnx(GanSnapshot snapshot, Map<String, String> metadata);

    @Override
    void close();
}
