package io.gansieve.replay;

import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
import java.util.Optional;

/**
 * A labelled image on its way to training.
 *
 * @param id of the image, as in its verdict
 * @param sender who said the label ({@code by}), as {@link SourceName} has it; empty if nobody is named
 * @param score that it got before anything learned from it (prequential); empty if nobody can tell, which leaves the example out
 *     of every prequential figure
 */
public record Example(String id, LabeledImage image, Optional<String> sender, Optional<Score> score) {
    /** @param modelVersion that scored; the champion's epoch likewise */
    public record Score(double logit, long modelVersion, long championEpoch) {}

    /** Throws {@link IllegalArgumentException} if the sender breaks the rule of names. */
    public Example {
        sender = sender.map(name -> SourceName.of("by", name));
    }

    /** Of a sender whom nobody named. */
    public Example(String id, LabeledImage image, Optional<Score> score) {
        this(id, image, Optional.empty(), score);
    }

    public Example(String id, LabeledImage image, double logit, long modelVersion, long championEpoch) {
        this(id, image, Optional.of(new Score(logit, modelVersion, championEpoch)));
    }
}
