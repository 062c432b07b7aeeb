package io.gansieve.registry;

import io.gansieve.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A version as records that any broker takes: its files one after the other, cut into parts of at most {@value #PART_BYTES} bytes, and
 * the manifest that says what the parts must be. Arrays are shared, not copied: nobody writes to them.
 */
public record VersionRecords(Manifest manifest, List<byte[]> parts) {
    /** Leaves room for key, headers and batch below the 1,000,000 bytes that the strictest brokers take. */
    public static final int PART_BYTES = 900_000;

    /** What a version may have in all. */
    public static final int MAX_BYTES = PART_BYTES * Manifest.MAX_PARTS;

    public VersionRecords {
        parts = List.copyOf(parts);
    }

    /** Throws {@link IllegalArgumentException} if the version is larger than {@link #MAX_BYTES}. */
    public static VersionRecords of(ModelPackage model) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Manifest.FileSize> files = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : model.parts().entrySet()) {
            files.add(new Manifest.FileSize(file.getKey(), file.getValue().length));
            all.writeBytes(file.getValue());
        }
        byte[] bytes = all.toByteArray();
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a version must have at most %d bytes: %d".formatted(MAX_BYTES, bytes.length));
        }
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += PART_BYTES) {
            parts.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES)));
        }
        List<Manifest.Part> sums = parts.stream().map(VersionRecords::sum).toList();
        return new VersionRecords(
                new Manifest(Manifest.SCHEMA, model.version(), Manifest.Weights.HELD, files, sums), parts);
    }

    /** What a manifest must say of a part. */
    public static Manifest.Part sum(byte[] part) {
        return new Manifest.Part(part.length, Sha256.hex(part));
    }

    /** The version, if parts and files are what manifest and metadata say. */
    public ModelPackage assemble() throws CorruptEnvelopeException {
        requireParts();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        byte[] bytes = all.toByteArray();
        Map<String, byte[]> files = new TreeMap<>();
        int from = 0;
        for (Manifest.FileSize file : manifest.files()) {
            files.put(file.name(), Arrays.copyOfRange(bytes, from, from + file.bytes()));
            from += file.bytes();
        }
        return ModelPackage.of(manifest.metadata(), files);
    }

    private void requireParts() throws CorruptEnvelopeException {
        if (parts.size() != manifest.parts().size() || parts.isEmpty()) {
            throw new CorruptEnvelopeException("version %d must have %d parts, found %d"
                    .formatted(manifest.metadata().version(), manifest.parts().size(), parts.size()));
        }
        for (int i = 0; i < parts.size(); i++) {
            Manifest.Part expected = manifest.parts().get(i);
            if (!sum(parts.get(i)).equals(expected)) {
                throw new CorruptEnvelopeException("part %d of version %d is not what its manifest says"
                        .formatted(i, manifest.metadata().version()));
            }
        }
    }
}
