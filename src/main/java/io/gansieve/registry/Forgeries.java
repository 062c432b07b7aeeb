package io.gansieve.registry;

import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Generated images to judge a detector by: labelled ones that nobody trained on, and fresh ones from every own forger. Labelled ones
 * come as a draw names them, so none is of a source that is called like a forger.
 */
final class Forgeries {
    private static final int MAX_IMAGES = 1000;

    private final GanTrainer trainer;

    Forgeries(GanTrainer trainer) {
        this.trainer = trainer;
    }

    /**
     * By source, or the forger's name.
     *
     * @param fresh images of each forger; of none, and of no source, more than 1,000
     */
    SortedMap<String, List<Image>> bySource(GanSnapshot snapshot, List<LabeledImage> labeled, int fresh, long seed) {
        SortedMap<String, List<Image>> sources = new TreeMap<>();
        for (LabeledImage image : labeled) {
            if (image.label() == Label.GENERATED) {
                sources.computeIfAbsent(image.source(), source -> new ArrayList<>())
                        .add(image.image());
            }
        }
        for (Forger forger : Forger.values()) {
            List<Image> forged = trainer.forge(snapshot, forger, Math.max(1, Math.min(fresh, MAX_IMAGES)), seed);
            if (!forged.isEmpty()) {
                sources.computeIfAbsent(forger.text(), source -> new ArrayList<>())
                        .addAll(forged);
            }
        }
        sources.replaceAll((source, images) -> Candidates.spread(images, MAX_IMAGES));
        return sources;
    }
}
