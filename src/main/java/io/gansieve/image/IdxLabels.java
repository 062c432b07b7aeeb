package io.gansieve.image;

import java.io.IOException;
import java.io.InputStream;

/** Reads the labels of an IDX file (magic 0x0801, count, a byte each), gzipped or not. */
public final class IdxLabels {
    private static final int MAGIC = 0x0801;

    private IdxLabels() {}

    /**
     * Reads a whole file: one class from 0 to 255 for each image of the file that belongs to it.
     *
     * @param name of the file, for messages
     * @param in the file; closed
     */
    public static int[] readAll(String name, InputStream in) throws IOException {
        try (IdxStream stream = new IdxStream(name, in)) {
            int magic = stream.readInt("the magic number");
            if (magic != MAGIC) {
                throw new IOException("%s: expected magic 00000801 of IDX labels, found %08x".formatted(name, magic));
            }
            byte[] bytes = stream.read(stream.readSize("the number of labels"), "the labels");
            stream.requireEnd();
            int[] labels = new int[bytes.length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = bytes[i] & 0xff;
            }
            return labels;
        }
    }
}
