package io.gansieve.replay;

import io.gansieve.image.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the held image that another one is a near-copy of: the same picture after faint noise, a change of lowest bits or another
 * encoding, but not shifted or cropped.
 *
 * <p>Images of up to {@value #SMALL_SIDE}×{@value #SMALL_SIDE} are near where the root mean square difference of their pixels is at
 * most {@value #NEAR} grey levels. Larger ones are near where their {@link Outline}s are as near and at most {@value #NEAR_BITS}
 * bits of their {@link PerceptualHash}es differ. The answer follows from the images that are held, not from their order.
 *
 * <p>Images lie in a grid over four blocks of their outlines, in cells of {@value #NEAR}: near ones lie in the same cell or in one beside
 * it. So a search reads 81 cells, and its cost grows with the images that look alike. Holds some 120 bytes an image.
 */
final class NearIndex {
    static final double NEAR = 4;
    static final int NEAR_BITS = 6;
    private static final int SMALL_SIDE = 64;

    private static final int CELL_BITS = 16;
    private static final int NEIGHBOURS = 3;

    private record Entry(Example example, Outline outline, long hash) {}

    /** One found so far, and how near it is. */
    private record Found(Example example, double distance) {}

    /** Bounded by what the buffer holds. */
    private final Map<Long, List<Entry>> cells = new HashMap<>();

    void add(Example example) {
        Image image = example.image().image();
        long hash = isSmall(image) ? 0 : PerceptualHash.of(image);
        Outline outline = Outline.of(image);
        cells.computeIfAbsent(key(outline.cell(NEAR)), any -> new ArrayList<>(1))
                .add(new Entry(example, outline, hash));
    }

    void remove(Example example) {
        long key = key(Outline.of(example.image().image()).cell(NEAR));
        List<Entry> entries = cells.getOrDefault(key, List.of());
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).example().id().equals(example.id())) {
                Entry last = entries.remove(entries.size() - 1);
                if (i < entries.size()) {
                    entries.set(i, last);
                }
                break;
            }
        }
        if (entries.isEmpty()) {
            cells.remove(key);
        }
    }

    /** The nearest of the near ones; of equally near ones the first by id. */
    Optional<Example> nearest(Image image) {
        Outline outline = Outline.of(image);
        long hash = isSmall(image) ? 0 : PerceptualHash.of(image);
        int[] center = outline.cell(NEAR);
        int[] beside = new int[center.length];
        Optional<Found> nearest = Optional.empty();
        for (int cell = 0; cell < Math.pow(NEIGHBOURS, center.length); cell++) {
            int offsets = cell;
            for (int i = 0; i < center.length; i++) {
                beside[i] = center[i] + offsets % NEIGHBOURS - 1;
                offsets /= NEIGHBOURS;
            }
            for (Entry entry : cells.getOrDefault(key(beside), List.of())) {
                nearest = nearer(nearest, found(entry, image, outline, hash));
            }
        }
        return nearest.map(Found::example);
    }

    private static Optional<Found> nearer(Optional<Found> one, Optional<Found> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        Found a = one.get();
        Found b = other.get();
        int byDistance = Double.compare(a.distance(), b.distance());
        int order = byDistance == 0 ? a.example().id().compareTo(b.example().id()) : byDistance;
        return order <= 0 ? one : other;
    }

    private static Optional<Found> found(Entry entry, Image image, Outline outline, long hash) {
        Image held = entry.example().image().image();
        if (!held.shape().equals(image.shape()) || !outline.isWithin(NEAR, entry.outline())) {
            return Optional.empty();
        }
        double distance = isSmall(image) ? squaredDifference(held, image) : Long.bitCount(hash ^ entry.hash());
        double most = isSmall(image) ? NEAR * NEAR * image.shape().size() : NEAR_BITS;
        return distance <= most ? Optional.of(new Found(entry.example(), distance)) : Optional.empty();
    }

    /** The sum over all pixels, or some number above the bound where it is above. */
    private static double squaredDifference(Image one, Image other) {
        int size = one.shape().size();
        double most = NEAR * NEAR * size;
        int sum = 0;
        for (int i = 0; i < size && sum <= most; i++) {
            int difference = one.at(i) - other.at(i);
            sum += difference * difference;
        }
        return sum;
    }

    private static boolean isSmall(Image image) {
        return image.shape().height() <= SMALL_SIDE && image.shape().width() <= SMALL_SIDE;
    }

    private static long key(int[] cell) {
        long key = 0;
        for (int coordinate : cell) {
            // From 1 on, so that none beside it is negative.
            key = key << CELL_BITS | (coordinate + 1);
        }
        return key;
    }
}
