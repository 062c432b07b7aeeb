package io.gansieve.image.codec;

import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory for a reader of {@code javax.imageio}, which is stopped where it reads on past the end: it may go on with
 * invented bits for every pixel. Used by one thread.
 */
final class MemoryInput extends ImageInputStreamImpl {
    /** Readers look ahead. */
    private static final int MAX_READS_PAST_END = 64;

    private final byte[] file;
    private int readsPastEnd;

    MemoryInput(byte[] file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        return streamPos < file.length ? file[(int) streamPos++] & 0xff : pastEnd();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        bitOffset = 0;
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

    /** Nothing to release; the inherited one would put every decoding into the collector's queue. */
    @Override
    @SuppressWarnings({"deprecation", "removal", "Finalize"})
    protected void finalize() {}
}
