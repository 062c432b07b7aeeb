package io.gansieve.gan.dl4j;

import io.gansieve.gan.Augmentation;
import io.gansieve.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What the detector learns from in one step: clean labels, both classes of the same weight but for processed and edited reals. */
final class Examples {
    /**
     * A false alarm on a real that was compressed or resized costs more than a forgery missed for it. Where processing has wiped out
     * the traces, the answer then leans to real by log 8.
     */
    private static final float PROCESSED_REAL_WEIGHT = 8f;

    /** The same for edits that nobody sees. They leave more to tell by, so that fewer forgeries must be given up for it. */
    private static final float EDITED_REAL_WEIGHT = 2f;

    private final List<Image> images;
    private final float[] targets;
    private final float[] weights;

    Examples(List<Image> real, List<Image> generated, Augmentation augmentation, SplittableRandom random) {
        images = new ArrayList<>(real);
        images.addAll(generated);
        targets = new float[images.size()];
        weights = new float[images.size()];
        Arrays.fill(targets, real.size(), images.size(), 1f);
        Arrays.fill(weights, 0, real.size(), 0.5f / real.size());
        Arrays.fill(weights, real.size(), images.size(), 0.5f / generated.size());
        for (int i = 0; i < images.size(); i++) {
            Image clean = images.get(i);
            Image processed = augmentation.process(clean, random);
            Image edited = augmentation.whisper(processed, random);
            if (i < real.size()) {
                weights[i] *= weight(clean, processed, edited);
            }
            images.set(i, edited);
        }
    }

    private static float weight(Image clean, Image processed, Image edited) {
        if (!edited.equals(processed)) {
            return EDITED_REAL_WEIGHT;
        }
        return processed.equals(clean) ? 1 : PROCESSED_REAL_WEIGHT;
    }

    List<Image> images() {
        return images;
    }

    /** 1 for generated. */
    float[] targets() {
        return targets;
    }

    float[] weights() {
        return weights;
    }
}
