package io.gansieve.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the images of an IDX file one by one: magic 0x0803 (count, height, width) or 0x0804 (channels too), then the bytes. The
 * file may be gzipped. The format is that of the MNIST database (LeCun, Cortes, Burges). Single-threaded; closes its stream.
 */
public final class IdxImages implements AutoCloseable {
    private static final int GREY = 0x0803;
    private static final int WITH_CHANNELS = 0x0804;

    private final IdxStream in;
    private final int count;
    private final ImageShape shape;
    private int read;

    private IdxImages(IdxStream in) throws IOException {
        this.in = in;
        int magic = in.readInt("the magic number");
        if (magic != GREY && magic != WITH_CHANNELS) {
            throw new IOException(
                    "%s: expected magic 00000803 or 00000804 of IDX images, found %08x".formatted(in.name(), magic));
        }
        count = in.readSize("the number of images");
        int height = in.readSize("the height");
        int width = in.readSize("the width");
        int channels = magic == GREY ? 1 : in.readSize("the number of channels");
        try {
            shape = new ImageShape(height, width, channels);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(in.name(), e.getMessage()), e);
        }
    }

    /**
     * Reads the header.
     *
     * @param name of the file, for messages
     * @param in the file; taken over
     */
    public static IdxImages open(String name, InputStream in) throws IOException {
        IdxStream stream = new IdxStream(name, in);
        try {
            return new IdxImages(stream);
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /** Reads a whole file. */
    public static List<Image> readAll(String name, InputStream in) throws IOException {
        try (IdxImages images = open(name, in)) {
            List<Image> all = new ArrayList<>();
            for (Optional<Image> next = images.next(); next.isPresent(); next = images.next()) {
                all.add(next.get());
            }
            return all;
        }
    }

    public int count() {
        return count;
    }

    public ImageShape shape() {
        return shape;
    }

    /** The next image; empty after the last, behind which nothing may follow. */
    public Optional<Image> next() throws IOException {
        if (read == count) {
            in.requireEnd();
            return Optional.empty();
        }
        byte[] pixels = in.read(shape.size(), "image %d of %d".formatted(read, count));
        read++;
        return Optional.of(Image.of(shape, pixels));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
