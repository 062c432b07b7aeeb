package io.gansieve.cli;

import io.gansieve.image.Image;
import java.util.List;

/** Images of one origin. */
record ImageSet(String name, List<Image> images) {
    ImageSet {
        images = List.copyOf(images);
    }
}
