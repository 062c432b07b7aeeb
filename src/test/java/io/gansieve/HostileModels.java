package io.gansieve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of the models topic that must not be served, made from a genuine version. */
final class HostileModels {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the topic takes, less a record's overhead. */
    private static final int LARGEST = (1 << 20) - (1 << 10);

    private final byte[] manifest;
    private final List<byte[]> parts;

    /** The records of one version, as a version of another number. */
    private interface Made {
        Map<String, byte[]> records(long number);
    }

    private HostileModels(byte[] manifest, List<byte[]> parts) {
        this.manifest = manifest.clone();
        this.parts = List.copyOf(parts);
    }

    /** @param published records of a models topic; its last version is taken */
    static HostileModels like(List<ConsumerRecord<byte[], byte[]>> published) {
        Map<String, byte[]> last = new LinkedHashMap<>();
        String newest = "";
        for (ConsumerRecord<byte[], byte[]> record : published) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() != null) {
                last.put(key, record.value());
                newest = key.matches("version/[0-9]+") ? key : newest;
            }
        }
        List<byte[]> parts = new ArrayList<>();
        for (int part = 0; last.containsKey(newest + "/part/" + part); part++) {
            parts.add(last.get(newest + "/part/" + part));
        }
        return new HostileModels(last.getOrDefault(newest, new byte[0]), parts);
    }

    /** By what is wrong with them: the records of a version of this number, by key. */
    Map<String, Map<String, byte[]>> as(long firstNumber) {
        Map<String, Made> hostile = new LinkedHashMap<>();
        hostile.put("manifest without parts", number -> Map.of("version/" + number, renumbered(number)));
        hostile.put("one bit of a part", this::flipped);
        hostile.put("last part missing", this::shortened);
        hostile.put("newer schema", number -> Map.of("version/" + number, with(number, "schema", 99)));
        hostile.put("truncated manifest", number -> Map.of("version/" + number, Arrays.copyOf(manifest, 100)));
        hostile.put("truncated record of before", number -> Map.of("version/" + number, utf8("GSMV\0\0\0\1")));
        hostile.put("oversized", number -> Map.of("version/" + number, new byte[LARGEST]));
        hostile.put("no model at all", number -> Map.of("version/" + number, utf8("not a model")));
        hostile.put("empty", number -> Map.of("version/" + number, new byte[0]));
        hostile.put("another version's manifest", number -> Map.of("version/" + number, manifest));
        Map<String, Map<String, byte[]>> made = new LinkedHashMap<>();
        long number = firstNumber;
        for (Map.Entry<String, Made> one : hostile.entrySet()) {
            made.put(one.getKey(), one.getValue().records(number++));
        }
        return made;
    }

    private Map<String, byte[]> flipped(long number) {
        Map<String, byte[]> records = whole(number);
        byte[] part = records.getOrDefault("version/%d/part/0".formatted(number), new byte[0])
                .clone();
        part[part.length / 2] ^= 1;
        records.put("version/%d/part/0".formatted(number), part);
        return records;
    }

    private Map<String, byte[]> shortened(long number) {
        Map<String, byte[]> records = whole(number);
        records.remove("version/%d/part/%d".formatted(number, parts.size() - 1));
        return records;
    }

    private Map<String, byte[]> whole(long number) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        for (int part = 0; part < parts.size(); part++) {
            records.put("version/%d/part/%d".formatted(number, part), parts.get(part));
        }
        records.put("version/" + number, renumbered(number));
        return records;
    }

    private byte[] renumbered(long number) {
        return with(number, "schema", 2);
    }

    private byte[] with(long number, String field, int value) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(manifest);
            ((ObjectNode) json.get("metadata")).put("version", number);
            json.put(field, value);
            if (!(json.get("parts") instanceof ArrayNode)) {
                throw new IllegalStateException("expected a manifest with parts, found " + json);
            }
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A genuine pointer with some of its numbers replaced. */
    static byte[] pointer(byte[] genuine, Map<String, Long> replaced) throws IOException {
        ObjectNode pointer = (ObjectNode) JSON.readTree(genuine);
        replaced.forEach(pointer::put);
        return JSON.writeValueAsBytes(pointer);
    }
}
