package io.gansieve.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a detector's answers hold: the regions of feature space that it was trained in. An image beyond all of them is unlike
 * anything trained on, and its probability says nothing. The distance is Mahalanobis' (Lee et al., "A simple unified framework
 * for detecting out-of-distribution samples and adversarial attacks", 2018) over the last of a detector's features, a thumbnail:
 * what an image shows, whoever made it. Over the learned features, which see how it was made, nine in ten blurred or recompressed
 * reals lay outside, and most images of some unseen generators.
 */
public final class Familiarity {
    /** Everything is familiar. */
    public static final Familiarity UNLIMITED = new Familiarity(List.of());

    private final List<FeatureRegion> regions;

    private Familiarity(List<FeatureRegion> regions) {
        this.regions = List.copyOf(regions);
    }

    /**
     * This and one more region.
     *
     * @param trained features of images of one kind that were trained on, more than one
     * @param held features of such images that were not; beyond the limit lies a new one with a probability of at most {@code
     *     unfamiliar}; where there are too few for such a limit, there is no region
     */
    public Familiarity with(List<float[]> trained, List<float[]> held, double unfamiliar) {
        if (held.size() < 1 / unfamiliar - 1) {
            return this;
        }
        List<FeatureRegion> more = new ArrayList<>(regions);
        more.add(FeatureRegion.fit(trained, held, unfamiliar));
        return new Familiarity(more);
    }

    public boolean contains(float[] features) {
        return regions.isEmpty() || regions.stream().anyMatch(region -> region.contains(features));
    }

    String text() {
        return regions.stream().map(FeatureRegion::text).collect(Collectors.joining(","));
    }

    static Familiarity parse(String text) {
        return text.isEmpty()
                ? UNLIMITED
                : new Familiarity(Arrays.stream(text.split(",", -1))
                        .map(FeatureRegion::parse)
                        .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Familiarity that && regions.equals(that.regions);
    }

    @Override
    public int hashCode() {
        return regions.hashCode();
    }

    @Override
    public String toString() {
        return "Familiarity" + regions;
    }
}
