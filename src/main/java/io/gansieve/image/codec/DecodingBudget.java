package io.gansieve.image.codec;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import java.util.concurrent.Semaphore;

/**
 * The heap that decodings at a time may take; the rest wait, in their order. Each of those who must not wait for one another, as
 * the stream and HTTP, gets one of its own. Safe for any thread.
 */
public final class DecodingBudget {
    /** Buffers, records and copies of the largest file, whatever its size in pixels. */
    private static final long ANY_FILE = 24L << 20;

    /** Of ARGB, in which the largest pictures are held whole. */
    private static final int BYTES_PER_PIXEL = 4;

    private final long bytes;
    private final Semaphore kibibytes;

    public DecodingBudget(long bytes) {
        this.bytes = bytes;
        this.kibibytes = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes >> 10), true);
    }

    /** Enough for any one file that the rules let in. */
    public static long needed(DecodingRules rules, ImageShape shape, ImageFit fit) {
        return ANY_FILE + BYTES_PER_PIXEL * (long) rules.maxPixels() + Reduction.mostMemory(rules, shape, fit);
    }

    /** Waits until there is room. */
    <T> T during(long memory, Decoding<T> decoding) throws UndecodableException {
        // Never more than there is: rules and budget are checked against each other at start, and a wait must end.
        int share = (int) Math.min(bytes >> 10, (ANY_FILE + memory) >> 10);
        kibibytes.acquireUninterruptibly(share);
        try {
            return decoding.run();
        } finally {
            kibibytes.release(share);
        }
    }

    interface Decoding<T> {
        T run() throws UndecodableException;
    }
}
