package io.gansieve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gansieve.image.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records of the models topic that must not be served, made from a genuine one. Their layout is that of {@code Envelope}. */
final class HostileModels {
    private static final int SCHEMA_AT = 4;
    private static final int LENGTH_AT = 8;
    private static final int DIGEST_AT = 12;
    private static final int METADATA_AT = DIGEST_AT + Sha256.BYTES;

    /** What the topic takes, less a record's overhead. */
    private static final int LARGEST = (17 << 20) - (1 << 10);

    private HostileModels() {}

    /** By what is wrong with them. */
    static Map<String, byte[]> of(byte[] genuine) {
        Map<String, byte[]> hostile = new LinkedHashMap<>();
        hostile.put("corrupted", corrupted(genuine));
        hostile.put("truncated", Arrays.copyOf(genuine, genuine.length / 2));
        hostile.put("oversized", Arrays.copyOf(genuine, LARGEST));
        hostile.put("wrong checksum", wrongChecksum(genuine));
        hostile.put(
                "newer schema",
                ByteBuffer.wrap(genuine.clone()).putInt(SCHEMA_AT, 99).array());
        hostile.put(
                "length beyond the end",
                ByteBuffer.wrap(genuine.clone())
                        .putInt(LENGTH_AT, Integer.MAX_VALUE)
                        .array());
        hostile.put("no model at all", "not a model".getBytes(StandardCharsets.UTF_8));
        hostile.put("empty", new byte[0]);
        return hostile;
    }

    /** One bit of the last part, past all metadata. */
    private static byte[] corrupted(byte[] genuine) {
        byte[] corrupted = genuine.clone();
        corrupted[corrupted.length / 2] ^= 1;
        return corrupted;
    }

    /** Metadata that are whole, and state other parts. */
    private static byte[] wrongChecksum(byte[] genuine) {
        byte[] wrong = genuine.clone();
        int length = ByteBuffer.wrap(wrong).getInt(LENGTH_AT);
        String metadata = new String(wrong, METADATA_AT, length, StandardCharsets.UTF_8);
        int digest = metadata.indexOf("\"detector.onnx\":\"", metadata.indexOf("\"sha256\""))
                + "\"detector.onnx\":\"".length();
        wrong[METADATA_AT + metadata.substring(0, digest).getBytes(StandardCharsets.UTF_8).length] ^= 1;
        byte[] changed = Arrays.copyOfRange(wrong, METADATA_AT, METADATA_AT + length);
        System.arraycopy(Sha256.of(changed), 0, wrong, DIGEST_AT, Sha256.BYTES);
        return wrong;
    }

    /** A genuine pointer with some of its numbers replaced. */
    static byte[] pointer(byte[] genuine, Map<String, Long> replaced) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode pointer = (ObjectNode) json.readTree(genuine);
        replaced.forEach(pointer::put);
        return json.writeValueAsBytes(pointer);
    }
}
