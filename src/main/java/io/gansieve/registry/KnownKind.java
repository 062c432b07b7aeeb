package io.gansieve.registry;

import io.gansieve.evaluation.ImageTraits;
import io.gansieve.image.Image;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Images of one known kind, and their traits after every {@link Whisper}, found when they are asked for. Used by one thread. */
final class KnownKind {
    /** Fewer cannot tell a p-value of 1/50. */
    static final int LEAST_IMAGES = 100;

    private final List<Image> images;
    private final long seed;

    /** As many as images, each at its image's place once it is known. */
    private final Map<Whisper, ImageTraits[]> found = new EnumMap<>(Whisper.class);

    KnownKind(List<Image> images, long seed) {
        this.images = List.copyOf(images);
        this.seed = seed;
    }

    List<ImageTraits> plain() {
        int[] all = new int[images.size()];
        Arrays.setAll(all, i -> i);
        return traits(Whisper.NONE, all);
    }

    /** Of the images at these indices. */
    List<ImageTraits> traits(Whisper whisper, int[] indices) {
        ImageTraits[] known = found.computeIfAbsent(whisper, any -> new ImageTraits[images.size()]);
        return Arrays.stream(indices)
                .mapToObj(index -> {
                    if (known[index] == null) {
                        SplittableRandom random = new SplittableRandom(seed * images.size() + index);
                        known[index] = ImageTraits.of(whisper.apply(images.get(index), random));
                    }
                    return known[index];
                })
                .collect(Collectors.toUnmodifiableList());
    }
}
