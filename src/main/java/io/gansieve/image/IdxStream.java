package io.gansieve.image;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Checked reads from an IDX file, gzipped or not, told apart by the first two bytes. Single-threaded. */
final class IdxStream implements AutoCloseable {
    private final String name;
    private final InputStream in;

    /** Takes over {@code in}. */
    IdxStream(String name, InputStream in) throws IOException {
        this.name = name;
        try {
            this.in = unzipped(new BufferedInputStream(in, 1 << 16));
        } catch (IOException e) {
            in.close();
            throw new IOException("%s: not a gzip file: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static InputStream unzipped(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
    }

    String name() {
        return name;
    }

    int readInt(String what) throws IOException {
        byte[] bytes = read(4, what);
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    /** Reads a length or a count, which IDX keeps as a signed integer. */
    int readSize(String what) throws IOException {
        int size = readInt(what);
        if (size < 0) {
            throw new IOException("%s: expected %s of at least 0, found %d".formatted(name, what, size));
        }
        return size;
    }

    /** Memory grows with what is there, not with what a header claims. */
    byte[] read(int length, String what) throws IOException {
        byte[] bytes;
        try {
            bytes = in.readNBytes(length);
        } catch (EOFException e) {
            throw new IOException("%s: truncated in %s, the gzip stream ends early".formatted(name, what), e);
        }
        if (bytes.length < length) {
            throw new IOException(
                    "%s: truncated in %s, expected %d bytes, found %d".formatted(name, what, length, bytes.length));
        }
        return bytes;
    }

    void requireEnd() throws IOException {
        if (in.read() >= 0) {
            throw new IOException(name + ": expected the end after the number of items in the header, found more");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
