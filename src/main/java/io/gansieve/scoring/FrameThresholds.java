package io.gansieve.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the highest of several images, the frames of one animation, becomes an answer. Frames depend on one another in ways that
 * nobody knows, so that each may take the n-th part of the target (Bonferroni's bound, which holds for any dependence).
 *
 * @param entries by rising number of images, from 2 to {@value #MOST_IMAGES}; their bounds never fall
 */
public record FrameThresholds(List<Entry> entries) {
    /** For files of earlier releases, and for a model with too few calibration images. */
    public static final FrameThresholds NONE = new FrameThresholds(List.of());

    private static final int MOST_IMAGES = 64;
    private static final List<Integer> NUMBERS = List.of(2, 4, 8, 16, 32, MOST_IMAGES);

    /** The bounds of {@link Thresholds} for the highest of so many images. */
    public record Entry(int images, double generated, double generatedIfProcessed) {
        public Entry {
            if (images < 2 || images > MOST_IMAGES) {
                throw new IllegalArgumentException(
                        "images must be between 2 and %d: %d".formatted(MOST_IMAGES, images));
            }
            if (!(0 <= generated && generated <= generatedIfProcessed && generatedIfProcessed <= 1)) {
                throw new IllegalArgumentException(
                        "bounds must rise from 0 to 1 as generated, generatedIfProcessed: %s, %s"
                                .formatted(generated, generatedIfProcessed));
            }
        }

        private boolean follows(Entry previous) {
            return images > previous.images
                    && generated >= previous.generated
                    && generatedIfProcessed >= previous.generatedIfProcessed;
        }
    }

    public FrameThresholds {
        entries = List.copyOf(entries);
        for (int i = 1; i < entries.size(); i++) {
            if (!entries.get(i).follows(entries.get(i - 1))) {
                throw new IllegalArgumentException(
                        "more images must come later, with bounds at least as high: %s after %s"
                                .formatted(entries.get(i), entries.get(i - 1)));
            }
        }
    }

    /** Throws {@link IllegalArgumentException} where several images would pass more easily than one. */
    void requireNotBelow(Thresholds single) {
        if (!entries.isEmpty()
                && (entries.get(0).generated() < single.generated()
                        || entries.get(0).generatedIfProcessed() < single.generatedIfProcessed())) {
            throw new IllegalArgumentException("thresholds of several frames must not be below those of one: %s, %s"
                    .formatted(entries.get(0), single));
        }
    }

    /**
     * From probabilities of single images that no network was trained on, as {@link Thresholds#fit} takes them.
     *
     * @param single the thresholds of one image
     */
    public static FrameThresholds fit(CalibrationScores reals, Thresholds single) {
        return new FrameThresholds(NUMBERS.stream()
                .map(images -> {
                    double target = single.targetFalsePositiveRate() / images;
                    double clean = Math.max(single.generated(), Thresholds.above(reals.clean(), target));
                    double processed = Math.max(clean, Thresholds.highestAbove(reals.edited(), target));
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
