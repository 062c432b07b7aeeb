package io.gansieve.image.codec;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory for a reader of {@code javax.imageio}, which is stopped where it goes too far. A small WebP file can announce
 * 65,536 groups of prefix codes, whose tables take gigabytes, and a reader that meets the end may go on with invented bits for
 * every pixel; no header tells of either. Used by one thread.
 */
final class BoundedInput extends ImageInputStreamImpl {
    /** Between two looks a reader has got at most so many bytes by single reads. */
    private static final int LOOK_EVERY = 256;

    /** Readers look ahead. */
    private static final int MAX_READS_PAST_END = 64;

    private final byte[] file;
    private final long budget;
    private final long allocatedBefore;
    private int reads;
    private int readsPastEnd;

    /** @param budget bytes that this thread may allocate from now on, as far as the virtual machine counts them */
    BoundedInput(byte[] file, long budget) {
        this.file = file;
        this.budget = budget;
        this.allocatedBefore = allocated();
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        look();
        return streamPos < file.length ? file[(int) streamPos++] & 0xff : pastEnd();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        bitOffset = 0;
        look();
        if (length == 0) {
            return 0;
        }
        if (streamPos >= file.length) {
            return pastEnd();
        }
        int count = (int) Math.min(length, file.length - streamPos);
        System.arraycopy(file, (int) streamPos, target, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return file.length;
    }

    private int pastEnd() throws IOException {
        if (++readsPastEnd > MAX_READS_PAST_END) {
            throw new IIOException("the data end early");
        }
        return -1;
    }

    private void look() throws IOException {
        if (++reads % LOOK_EVERY == 0 && allocated() - allocatedBefore > budget) {
            throw new IIOException("takes more than %d bytes of memory".formatted(budget));
        }
    }

    /** By the current thread, ever. */
    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean counting
                        && counting.isThreadAllocatedMemorySupported()
                ? counting.getCurrentThreadAllocatedBytes()
                : 0;
    }

    /** Nothing to release; the inherited one would put every decoding into the collector's queue. */
    @Override
    @SuppressWarnings({"deprecation", "removal", "Finalize"})
    protected void finalize() {}
}
