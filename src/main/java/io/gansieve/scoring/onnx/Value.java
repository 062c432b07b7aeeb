package io.gansieve.scoring.onnx;

import java.util.Arrays;
import java.util.Optional;

/**
 * A value of a graph for one batch: its type, its size and, where a size may depend on them, its elements.
 *
 * @param dimensions each at least 0
 * @param integers the elements if they are few, whole and the same in every run
 * @param numbers the same of floats
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one check, never compared
record Value(ElementType type, long[] dimensions, Optional<long[]> integers, Optional<float[]> numbers) {
    /** Elements of a value that are kept; shapes and paddings have a dozen. */
    static final int MOST_KEPT = 1024;

    static final int MOST_RANK = 8;

    /** ONNX Runtime may compute images in blocks of so many channels, of which some are padding. */
    private static final int BLOCK = 16;

    Value {
        if (dimensions.length > MOST_RANK) {
            throw new ModelRefusedException(
                    Refusal.TOO_LARGE,
                    "expected values of at most %d dimensions, found %d".formatted(MOST_RANK, dimensions.length));
        }
    }

    static Value of(ElementType type, long... dimensions) {
        return new Value(type, dimensions, Optional.empty(), Optional.empty());
    }

    Value with(long[] elements) {
        return new Value(type, dimensions, Optional.of(elements), numbers);
    }

    int rank() {
        return dimensions.length;
    }

    /** Throws {@link ArithmeticException} if no number holds it. */
    long size() {
        long size = 1;
        for (long dimension : dimensions) {
            size = Math.multiplyExact(size, dimension);
        }
        return size;
    }

    /** Bytes of memory at most. */
    long bytes() {
        boolean blocked = rank() == 4 && type == ElementType.FLOAT && dimensions[1] % BLOCK != 0;
        long channels = blocked ? (dimensions[1] / BLOCK + 1) * BLOCK : 1;
        long size = blocked ? Math.multiplyExact(size() / Math.max(1, dimensions[1]), channels) : size();
        return Math.multiplyExact(size, type.bytes());
    }

    /** A vector's or a scalar's elements, on which the size of {@code what} depends. */
    long[] requireIntegers(String what) {
        return integers.filter(elements -> type.isIndex())
                .orElseThrow(() -> ModelRefusedException.unbounded(
                        "expected %s as a constant of few integers, found %s".formatted(what, this)))
                .clone();
    }

    @Override
    public String toString() {
        return type.name().toLowerCase(java.util.Locale.ROOT) + Arrays.toString(dimensions);
    }
}
