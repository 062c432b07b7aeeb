package io.gansieve.registry;

import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
import java.util.Optional;

/**
 * A labelled image that nothing was trained on, since its label contradicts what it is said to be.
 *
 * @param sender who said the label, as {@link SourceName} has it; empty if nobody is named
 */
public record HeldImage(String id, LabeledImage image, Optional<String> sender) {}
