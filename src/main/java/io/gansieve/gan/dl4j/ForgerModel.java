package io.gansieve.gan.dl4j;

import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.image.Image;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What forges images for the detector beside the game's latest generator: one for each {@link Forger}. Its tensors are its own,
 * and a snapshot may be without them: it then begins fresh. Steps and samples run inside a {@link Scratch#step}. One thread at a
 * time.
 */
interface ForgerModel extends AutoCloseable {
    /** As before a first round. */
    void initialise(SplittableRandom random);

    /**
     * Before a round's first step: makes what the snapshot was without.
     *
     * @param reals all of the round
     * @param refit whether what is fitted as a whole, and not by steps, is fitted anew
     */
    void begin(List<Image> reals, boolean refit, SplittableRandom random);

    /** Learns from a batch of reals; the loss, or 0 of what does not learn by steps. */
    double step(List<Image> reals, Noise noise);

    /** Whether it can forge. */
    boolean ready();

    /** Fresh images as [C,H,W], about in [−1, 1]; it must be {@link #ready}. */
    List<float[]> sample(int count, Noise noise);

    /** The same for a step of the detector, which must be cheap. */
    default List<float[]> practice(int count, Noise noise) {
        return sample(count, noise);
    }

    /** Why it sits out the rest of the round; empty while it takes part. */
    default Optional<String> failure() {
        return Optional.empty();
    }

    void save(Map<String, float[]> tensors);

    void load(GanSnapshot snapshot);

    @Override
    void close();
}
