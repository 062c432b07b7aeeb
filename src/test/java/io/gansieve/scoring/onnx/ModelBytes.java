package io.gansieve.scoring.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages of protobuf field by field, so that a model may hold what no library would write. The numbers of fields are those
 * of onnx.proto3.
 */
public final class ModelBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static ModelBytes message() {
        return new ModelBytes();
    }

    /** A model that passes, of a graph with these fields beside. */
    public static byte[] model(ModelBytes graph) {
        return header().put(7, graph).bytes();
    }

    public static ModelBytes header() {
        return message().put(1, 8).put(8, message().put(2, 13));
    }

    /** Input {@code image} of 8x10 grey pixels, output {@code y}. */
    public static ModelBytes graph() {
        return message().put(11, value("image", 2, 0, 8, 10, 1)).put(12, value("y"));
    }

    /** @param dimensions 0 is a size that may be any */
    public static ModelBytes value(String name, int type, long... dimensions) {
        ModelBytes shape = message();
        for (long dimension : dimensions) {
            shape.put(1, dimension == 0 ? message().put(2, "N") : message().put(1, dimension));
        }
        return message()
                .put(1, name)
                .put(2, message().put(1, message().put(1, type).put(2, shape)));
    }

    /** Of floats and any size. */
    public static ModelBytes value(String name) {
        return message().put(1, name).put(2, message().put(1, message().put(1, 1)));
    }

    public static ModelBytes node(String operator, String output, String... inputs) {
        ModelBytes node = message();
        for (String input : inputs) {
            node.put(1, input);
        }
        return node.put(2, output).put(4, operator);
    }

    public static ModelBytes whole(String name, long value) {
        return message().put(1, name).put(3, value).put(20, 2);
    }

    public static ModelBytes wholes(String name, long... values) {
        ModelBytes attribute = message().put(1, name);
        for (long value : values) {
            attribute.put(8, value);
        }
        return attribute.put(20, 7);
    }

    /** A vector. */
    public static ModelBytes integers(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            raw.putLong(value);
        }
        return tensor(name, 7, raw.array(), values.length);
    }

    /** Zeros. */
    public static ModelBytes floats(String name, int... dimensions) {
        int size = 1;
        long[] sizes = new long[dimensions.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = dimensions[i];
            size *= dimensions[i];
        }
        return tensor(name, 1, new byte[4 * size], sizes);
    }

    public static ModelBytes tensor(String name, int type, byte[] raw, long... dimensions) {
        ModelBytes tensor = message();
        for (long dimension : dimensions) {
            tensor.put(1, dimension);
        }
        return tensor.put(2, type).put(8, name).put(9, raw);
    }

    public ModelBytes put(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    public ModelBytes put(int field, String text) {
        return put(field, text.getBytes(StandardCharsets.UTF_8));
    }

    public ModelBytes put(int field, ModelBytes message) {
        return put(field, message.bytes());
    }

    public ModelBytes put(int field, byte[] content) {
        varint(((long) field << 3) | 2);
        varint(content.length);
        out.writeBytes(content);
        return this;
    }

    /** As they are. */
    public ModelBytes raw(int... bytes) {
        for (int one : bytes) {
            out.write(one);
        }
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
