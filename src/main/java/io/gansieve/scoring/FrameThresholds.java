package io.gansieve.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the highest of several images, the frames of one animation, becomes an answer. Frames depend on one another in ways that
 * nobody knows, so that each may take the n-th part of the target (Bonferroni's bound, which holds for any dependence).
 *
 * @param entries by rising number of images
 */
public record FrameThresholds(List<Entry> entries) {
    /** For files of earlier releases, and for a model with too few calibration images. */
    public static final FrameThresholds NONE = new FrameThresholds(List.of());

    private static final List<Integer> NUMBERS = List.of(2, 4, 8, 16, 32, 64);

    /** The bounds of {@link Thresholds} for the highest of so many images. */
    public record Entry(int images, double generated, double generatedIfProcessed) {}

    public FrameThresholds {
        entries = List.copyOf(entries);
    }

    /**
     * From probabilities of single images that no network was trained on, as {@link Thresholds#fit} takes them.
     *
     * @param single the thresholds of one image
     */
    public static FrameThresholds fit(double[] cleanReals, List<double[]> processedReals, Thresholds single) {
        return new FrameThresholds(NUMBERS.stream()
                .map(images -> {
                    double target = single.targetFalsePositiveRate() / images;
                    double clean = Math.max(single.generated(), Thresholds.above(cleanReals, target));
                    double processed = Math.max(clean, Thresholds.highestAbove(processedReals, target));
                    return new Entry(images, clean, Math.max(single.generatedIfProcessed(), processed));
                })
                .toList());
    }

    /** Those of the smallest number that is enough; without one, what {@link Thresholds#forHighestOf} makes of {@code single}. */
    Thresholds of(int images, Thresholds single) {
        if (images == 1) {
            return single;
        }
        return entries.stream()
                .filter(entry -> entry.images() >= images)
                .findFirst()
                .map(entry -> new Thresholds(
                        single.real(),
                        entry.generated(),
                        entry.generatedIfProcessed(),
                        single.targetFalsePositiveRate()))
                .orElseGet(() -> single.forHighestOf(images));
    }

    /** As {@code 2:0.83:0.97,4:0.9:0.99}. */
    String text() {
        return entries.stream()
                .map(entry -> "%d:%s:%s".formatted(entry.images(), entry.generated(), entry.generatedIfProcessed()))
                .collect(Collectors.joining(","));
    }

    static FrameThresholds parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        List<Entry> entries = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.split(":", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException(
                        "expected IMAGES:GENERATED:PROCESSED, found " + Arrays.toString(parts));
            }
            entries.add(
                    new Entry(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2])));
        }
        return new FrameThresholds(entries);
    }
}
