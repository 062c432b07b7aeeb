package io.gansieve.gan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The byte form of a {@link GanSnapshot}: magic {@code GSNP}, format version, counters, named float tensors with their
 * lengths, and a CRC-32C over everything before it. All numbers are big-endian.
 */
public final class GanSnapshots {
    private static final int MAGIC = 0x47534e50;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 4 + 4 + 8 + 8 + 4;
    private static final int CHECKSUM_BYTES = 4;

    private GanSnapshots() {}

    public static byte[] encode(GanSnapshot snapshot) {
        SortedMap<String, float[]> tensors = snapshot.tensors();
        ByteBuffer out = ByteBuffer.allocate(encodedBytes(tensors));
        out.putInt(MAGIC).putInt(VERSION);
        out.putLong(snapshot.imagesSeen()).putLong(snapshot.iterations()).putInt(tensors.size());
        tensors.forEach((name, values) -> {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            out.putInt(text.length).put(text).putInt(values.length);
            out.asFloatBuffer().put(values);
            out.position(out.position() + Float.BYTES * values.length);
        });
        out.putInt(checksum(out.array(), out.position()));
        return out.array();
    }

    /** Checks magic, version, checksum and every length. */
    public static GanSnapshot decode(byte[] bytes) throws CorruptSnapshotException {
        requireIntact(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes, 8, bytes.length - CHECKSUM_BYTES - 8);
        long imagesSeen = in.getLong();
        long iterations = in.getLong();
        int count = in.getInt();
        Map<String, float[]> tensors = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[readLength(in, 1)];
            in.get(name);
            float[] values = new float[readLength(in, Float.BYTES)];
            in.asFloatBuffer().get(values);
            in.position(in.position() + Float.BYTES * values.length);
            tensors.put(new String(name, StandardCharsets.UTF_8), values);
        }
        if (in.hasRemaining()) {
            throw new CorruptSnapshotException("snapshot has %d bytes after its last tensor".formatted(in.remaining()));
        }
        return new GanSnapshot(imagesSeen, iterations, tensors);
    }

    private static int encodedBytes(SortedMap<String, float[]> tensors) {
        int bytes = HEADER_BYTES + CHECKSUM_BYTES;
        for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
            int nameBytes = tensor.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += 4 + nameBytes + 4 + Float.BYTES * tensor.getValue().length;
        }
        return bytes;
    }

    private static void requireIntact(byte[] bytes) throws CorruptSnapshotException {
        if (bytes.length < HEADER_BYTES + CHECKSUM_BYTES) {
            throw new CorruptSnapshotException("snapshot must hold at least %d bytes, found %d"
                    .formatted(HEADER_BYTES + CHECKSUM_BYTES, bytes.length));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int magic = in.getInt();
        if (magic != MAGIC) {
            throw new CorruptSnapshotException("snapshot must begin with %08x, found %08x".formatted(MAGIC, magic));
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new CorruptSnapshotException(
                    "snapshot must be of format version %d, found %d".formatted(VERSION, version));
        }
        int stored = in.getInt(bytes.length - CHECKSUM_BYTES);
        int actual = checksum(bytes, bytes.length - CHECKSUM_BYTES);
        if (stored != actual) {
            throw new CorruptSnapshotException(
                    "snapshot is truncated or damaged: checksum %08x, expected %08x".formatted(actual, stored));
        }
    }

    private static int readLength(ByteBuffer in, int elementBytes) throws CorruptSnapshotException {
        int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (length < 0 || length > in.remaining() / elementBytes) {
            throw new CorruptSnapshotException("snapshot announces %d elements of %d bytes, %d bytes are left"
                    .formatted(length, elementBytes, in.remaining()));
        }
        return length;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
