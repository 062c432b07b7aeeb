package io.gansieve.replay;

import io.gansieve.image.LabeledImage;

/**
 * A labelled image on its way to training, with the score it got before anything learned from it (prequential).
 *
 * @param id of the image, as in its verdict
 * @param modelVersion that scored it; the champion's epoch likewise
 */
public record Example(String id, LabeledImage image, double logit, long modelVersion, long championEpoch) {}
