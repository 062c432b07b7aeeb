package io.gansieve.replay;

import io.gansieve.image.LabeledImage;
import java.util.Optional;

/**
 * A labelled image on its way to training.
 *
 * @param id of the image, as in its verdict
 * @param score that it got before anything learned from it (prequential); empty if nobody can tell, which leaves the example out
 *     of every prequential figure
 */
public record Example(String id, LabeledImage image, Optional<Score> score) {
    /** @param modelVersion that scored; the champion's epoch likewise */
    public record Score(double logit, long modelVersion, long championEpoch) {}

    public Example(String id, LabeledImage image, double logit, long modelVersion, long championEpoch) {
        this(id, image, Optional.of(new Score(logit, modelVersion, championEpoch)));
    }
}
