package io.gansieve.registry;

import io.gansieve.image.Sha256;
import io.gansieve.scoring.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The byte form of a {@link ModelPackage}, big-endian:
 *
 * <pre>
 * "GSMV" · schema int · length int · SHA-256 of the metadata, 32 bytes · metadata as JSON
 * number of parts int · for each: length of its name short · name as UTF-8 · length int · bytes
 * </pre>
 *
 * The SHA-256 of each part is in the metadata, so that no bit can change unnoticed.
 */
public final class Envelope {
    private static final byte[] MAGIC = "GSMV".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_PARTS = 64;

    private Envelope() {}

    /** Throws {@link IllegalArgumentException} if the version's checksums are not those of the parts. */
    public static byte[] encode(ModelPackage model) {
        byte[] metadata = Json.write(model.version());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeInt(model.version().schema());
            out.writeInt(metadata.length);
            out.write(Sha256.of(metadata));
            out.write(metadata);
            out.writeInt(model.parts().size());
            for (Map.Entry<String, byte[]> part : model.parts().entrySet()) {
                checkSum(model.version(), part);
                byte[] name = part.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeShort(name.length);
                out.write(name);
                out.writeInt(part.getValue().length);
                out.write(part.getValue());
            }
        } catch (CorruptEnvelopeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /** Checks magic, schema, lengths and checksums. */
    public static ModelPackage decode(byte[] bytes) throws CorruptEnvelopeException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        ModelVersion version = readMetadata(in);
        Map<String, byte[]> parts = readParts(in);
        return ModelPackage.of(version, parts);
    }

    private static ModelVersion readMetadata(ByteBuffer in) throws CorruptEnvelopeException {
        byte[] magic = read(in, MAGIC.length, "the magic");
        if (!Arrays.equals(magic, MAGIC)) {
            throw new CorruptEnvelopeException("expected a model record, which begins with GSMV, found 0x%s"
                    .formatted(HexFormat.of().formatHex(magic)));
        }
        int schema = readInt(in, "the schema");
        if (schema < 1 || schema > ModelVersion.SCHEMA) {
            throw new CorruptEnvelopeException("schema of a model record must be at most %d, a newer release wrote %d"
                    .formatted(ModelVersion.SCHEMA, schema));
        }
        int length = readInt(in, "the length of the metadata");
        byte[] expected = read(in, Sha256.BYTES, "the checksum of the metadata");
        byte[] json = read(in, length, "the metadata");
        if (!Arrays.equals(Sha256.of(json), expected)) {
            throw new CorruptEnvelopeException("metadata of a model record do not match their SHA-256");
        }
        try {
            return Json.read(json, ModelVersion.class);
        } catch (IllegalArgumentException e) {
            throw new CorruptEnvelopeException("metadata of a model record: " + e.getMessage(), e);
        }
    }

    private static Map<String, byte[]> readParts(ByteBuffer in) throws CorruptEnvelopeException {
        int count = readInt(in, "the number of parts");
        if (count < 0 || count > MAX_PARTS) {
            throw new CorruptEnvelopeException(
                    "a model record has at most %d parts, found %d".formatted(MAX_PARTS, count));
        }
        Map<String, byte[]> parts = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byte[] nameLength = read(in, Short.BYTES, "the length of a part's name");
            String name = new String(
                    read(in, ByteBuffer.wrap(nameLength).getShort(), "the name of a part"), StandardCharsets.UTF_8);
            parts.put(name, read(in, readInt(in, "the length of " + name), name));
        }
        if (in.hasRemaining()) {
            throw new CorruptEnvelopeException(
                    "a model record ends after its parts, found %d more bytes".formatted(in.remaining()));
        }
        return parts;
    }

    private static int readInt(ByteBuffer in, String what) throws CorruptEnvelopeException {
        return ByteBuffer.wrap(read(in, Integer.BYTES, what)).getInt();
    }

    /** Compares with what is left before anything is allocated. */
    private static byte[] read(ByteBuffer in, int length, String what) throws CorruptEnvelopeException {
        if (length < 0 || length > in.remaining()) {
            throw new CorruptEnvelopeException("a model record is truncated in %s: expected %d bytes, found %d"
                    .formatted(what, length, in.remaining()));
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void checkSum(ModelVersion version, Map.Entry<String, byte[]> part) throws CorruptEnvelopeException {
        String expected = version.sha256().getOrDefault(part.getKey(), "none");
        String found = Sha256.hex(part.getValue());
        if (!expected.equals(found)) {
            throw new CorruptEnvelopeException("%s of version %d: expected SHA-256 %s, found %s"
                    .formatted(part.getKey(), version.version(), expected, found));
        }
    }
}
