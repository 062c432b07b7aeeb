package io.gansieve.image.codec;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import java.util.concurrent.Semaphore;

/**
 * The memory that decodings at a time may take; the rest wait, in their order. Each of those who must not wait for one another, as
 * the stream and HTTP, gets one of its own. Safe for any thread.
 */
public final class DecodingBudget {
    /** Buffers and records of any file, and copies of one: of its pixels' data, of a part for libwebp. */
    private static final long ANY_FILE = 1L << 20;

    private static final int COPIES = 3;

    /** Of a heap whose other parts are spoken for. */
    private static final int SHARE = 8;

    /** Of ARGB, in which the largest pictures are held whole. */
    private static final int BYTES_PER_PIXEL = 4;

    /** Outside the heap, in libjpeg and libwebp: what the largest progressive JPEG file of the default rules takes. */
    private static final long NATIVE_BYTES = 400L << 20;

    /** Of a file that takes long, in pixels that are gone through. */
    private static final long LARGE_WORK = 4_000_000;

    private final Semaphore heap;
    private final Semaphore outside;
    private final Semaphore large;
    private final int heapKibibytes;
    private final int outsideKibibytes;

    /** @param heapBytes at least what the rules of its users need */
    public DecodingBudget(long heapBytes) {
        this(heapBytes, Integer.MAX_VALUE);
    }

    private DecodingBudget(long heapBytes, int largeAtATime) {
        this.large = new Semaphore(largeAtATime, true);
        this.heapKibibytes = kibibytes(heapBytes);
        this.outsideKibibytes = kibibytes(NATIVE_BYTES);
        this.heap = new Semaphore(heapKibibytes, true);
        this.outside = new Semaphore(outsideKibibytes, true);
    }

    /** Heap for any one file that the rules let in, in bytes. */
    public static long needed(DecodingRules rules, ImageShape shape, ImageFit fit) {
        return ofFile(ImageDecoder.MAX_BYTES)
                + BYTES_PER_PIXEL * (long) rules.maxPixels()
                + Reduction.mostMemory(rules, shape, fit);
    }

    /**
     * An eighth of the heap, or more if one file may need more.
     *
     * @param parts into which the heap would have to be divided; one of them is the most that decoding may take
     * @throws IllegalArgumentException that says how much is needed
     */
    public static DecodingBudget ofHeap(
            long heapBytes, int parts, DecodingRules rules, ImageShape shape, ImageFit fit) {
        long needed = needed(rules, shape, fit);
        if (heapBytes / parts < needed) {
            throw new IllegalArgumentException(
                    "image.max-pixels: decoding %d pixels needs a heap of %d MiB, this one has %d MiB: raise -Xmx in GANSIEVE_JAVA_OPTS or lower it"
                            .formatted(rules.maxPixels(), mebibytes(needed * parts), heapBytes >> 20));
        }
        return new DecodingBudget(Math.max(needed, heapBytes / SHARE));
    }

    /** Heap that a file takes whatever is in it. */
    static long ofFile(int bytes) {
        return ANY_FILE + (long) COPIES * bytes;
    }

    /** A budget of the same memory, in which files of more than four million pixels have so many processors between them. */
    DecodingBudget ofLarge(int atATime) {
        return new DecodingBudget((long) heapKibibytes << 10, atATime);
    }

    /**
     * Waits until there is room.
     *
     * @param work pixels that are gone through
     */
    <T> T during(long work, long heapBytes, long nativeBytes, Decoding<T> decoding) throws UndecodableException {
        if (work <= LARGE_WORK) {
            return during(heapBytes, nativeBytes, decoding);
        }
        large.acquireUninterruptibly();
        try {
            return during(heapBytes, nativeBytes, decoding);
        } finally {
            large.release();
        }
    }

    private <T> T during(long heapBytes, long nativeBytes, Decoding<T> decoding) throws UndecodableException {
        // Never more than there is, so that every wait ends.
        int inside = Math.min(heapKibibytes, kibibytes(heapBytes));
        int beside = Math.min(outsideKibibytes, kibibytes(nativeBytes));
        heap.acquireUninterruptibly(inside);
        try {
            outside.acquireUninterruptibly(beside);
            try {
                return decoding.run();
            } finally {
                outside.release(beside);
            }
        } finally {
            heap.release(inside);
        }
    }

    private static int kibibytes(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes >> 10);
    }

    /** Rounded up. */
    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    interface Decoding<T> {
        T run() throws UndecodableException;
    }
}
