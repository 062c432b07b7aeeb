package io.gansieve.image;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How often each class was among the reals that a generator learned from, so that its samples are drawn alike. Mutable; used by
 * one thread at a time.
 *
 * <p>An image without a class, or with one beyond those, is of {@link #NONE}.
 */
public final class ClassShares {
    /** No class, or none that counts. */
    public static final int NONE = -1;

    /** The property of a generator's file that holds {@link #text}. */
    public static final String PROPERTY = "gansieve.generator.classes";

    /** From 2²⁴ on, one more is no more in single precision. */
    private static final float MAX_COUNT = 1 << 23;

    private final float[] counts;

    private ClassShares(float[] counts) {
        this.counts = counts;
    }

    /** None seen yet. */
    public static ClassShares of(int classes) {
        return new ClassShares(new float[classes + 1]);
    }

    /** What {@link #counts} gave. */
    public static ClassShares of(float[] counts) {
        if (counts.length == 0) {
            throw new IllegalArgumentException("counts must hold at least that of images without a class");
        }
        return new ClassShares(counts.clone());
    }

    /** Reads what {@link #text} wrote. */
    public static ClassShares parse(String text) {
        String[] counts = text.split(",", -1);
        float[] values = new float[counts.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(counts[i]);
        }
        return of(values);
    }

    public int classes() {
        return counts.length - 1;
    }

    /** Takes note of reals of these classes. */
    public void add(int[] seen) {
        for (int each : seen) {
            counts[each == NONE ? classes() : each]++;
        }
        halveBeyond(MAX_COUNT);
    }

    /** Shares stay, and what comes later still counts. */
    private void halveBeyond(float most) {
        for (float count : counts) {
            if (count > most) {
                for (int i = 0; i < counts.length; i++) {
                    counts[i] = (float) Math.floor(counts[i] / 2);
                }
                return;
            }
        }
    }

    /** A class as often as it was seen; none while nothing was. */
    public int draw(SplittableRandom random) {
        float total = 0;
        for (float count : counts) {
            total += count;
        }
        double rest = random.nextDouble() * total;
        for (int i = 0; i < classes(); i++) {
            rest -= counts[i];
            if (rest < 0) {
                return i;
            }
        }
        return NONE;
    }

    /** {@link #draw} for so many images. */
    public int[] draw(int images, SplittableRandom random) {
        int[] drawn = new int[images];
        Arrays.setAll(drawn, i -> draw(random));
        return drawn;
    }

    /** Images of each class, then those without one. */
    public float[] counts() {
        return counts.clone();
    }

    /** Counts with commas between them. */
    public String text() {
        return IntStream.range(0, counts.length)
                .mapToObj(i -> Long.toString((long) counts[i]))
                .collect(Collectors.joining(","));
    }
}
