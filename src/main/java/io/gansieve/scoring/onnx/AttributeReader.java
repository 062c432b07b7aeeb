package io.gansieve.scoring.onnx;

import static io.gansieve.scoring.onnx.ModelRefusedException.quoted;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SortedMap;

/** Reads an AttributeProto: its type names the one field that may hold its value. */
final class AttributeReader {
    private static final int MOST_TEXT = 1024;
    private static final int MOST_VALUES = 256;
    private static final int MOST_ATTRIBUTES = 32;

    private static final int REAL = 1;
    private static final int WHOLE = 2;
    private static final int TEXT = 3;
    private static final int TENSOR = 4;
    private static final int REALS = 6;
    private static final int WHOLES = 7;

    private final long[] wholes = new long[MOST_VALUES];
    private final float[] reals = new float[MOST_VALUES];
    private int count;
    private String name = "";
    private long type;
    private int filled;
    private Attribute single = new Attribute.Whole(0);

    private AttributeReader() {}

    /** Adds it to those of its node. */
    static void read(ProtoReader attribute, SortedMap<String, Attribute> attributes) {
        if (attributes.size() == MOST_ATTRIBUTES) {
            throw attribute.malformed("expected at most %d attributes of a node".formatted(MOST_ATTRIBUTES));
        }
        AttributeReader reader = new AttributeReader();
        while (attribute.next()) {
            reader.field(attribute);
        }
        if (reader.name.isEmpty() || attributes.put(reader.name, reader.value(attribute)) != null) {
            throw attribute.malformed("expected one attribute of a name, found several: " + quoted(reader.name));
        }
    }

    private void field(ProtoReader attribute) {
        switch (attribute.field()) {
            case 1 -> name = attribute.once().text(ModelReader.MOST_NAME);
            case 2 -> single(REAL, new Attribute.Real(attribute.once().number()), attribute);
            case 3 -> single(WHOLE, new Attribute.Whole(attribute.once().integer()), attribute);
            case 4 -> single(TEXT, new Attribute.Text(attribute.once().text(MOST_TEXT)), attribute);
            case 5 ->
                single(
                        TENSOR,
                        new Attribute.Tensor(TensorReader.read(attribute.once().message("tensor"))
                                .value()),
                        attribute);
            case 6, 11 ->
                throw new ModelRefusedException(
                        Refusal.CONTROL_FLOW,
                        "expected no graph within a node, found one in attribute " + quoted(name));
            case 7 -> reals(attribute);
            case 8 -> wholes(attribute);
            case 13 -> attribute.once().text(MOST_TEXT);
            case 20 -> type(attribute.once().integer());
            case 21 ->
                throw new ModelRefusedException(
                        Refusal.LOCAL_FUNCTION, "expected no reference to a function's attribute");
            default -> throw attribute.malformed("an attribute with field %d is not read".formatted(attribute.field()));
        }
    }

    private void type(long code) {
        // GRAPH and GRAPHS.
        if (code == 5 || code == 10) {
            throw new ModelRefusedException(
                    Refusal.CONTROL_FLOW, "expected no graph within a node, found attribute " + quoted(name));
        }
        type = code;
    }

    private void single(int kind, Attribute value, ProtoReader attribute) {
        fill(kind, attribute);
        single = value;
    }

    private void fill(int kind, ProtoReader attribute) {
        if (filled != 0 && filled != kind) {
            throw attribute.malformed("expected one value of attribute %s".formatted(quoted(name)));
        }
        filled = kind;
    }

    private void reals(ProtoReader attribute) {
        fill(REALS, attribute);
        if (!attribute.isPacked()) {
            keep(attribute.number(), attribute);
            return;
        }
        ByteBuffer content = attribute.message("numbers").content();
        while (content.remaining() >= Float.BYTES) {
            keep(content.getFloat(), attribute);
        }
        if (content.hasRemaining()) {
            throw attribute.malformed("expected whole numbers of four bytes");
        }
    }

    private void keep(float value, ProtoReader attribute) {
        reals[next(attribute)] = value;
    }

    private void wholes(ProtoReader attribute) {
        fill(WHOLES, attribute);
        if (!attribute.isPacked()) {
            wholes[next(attribute)] = attribute.integer();
            return;
        }
        ProtoReader packed = attribute.message("integers");
        while (!packed.isAtEnd()) {
            wholes[next(attribute)] = packed.packedInteger();
        }
    }

    private int next(ProtoReader attribute) {
        if (count == MOST_VALUES) {
            throw attribute.malformed("expected at most %d values of an attribute".formatted(MOST_VALUES));
        }
        return count++;
    }

    /** A value that is 0 or empty may be left out of a file. */
    private Attribute value(ProtoReader attribute) {
        if (filled != 0 && filled != type) {
            throw attribute.malformed(
                    "attribute %s holds another value than its type %d says".formatted(quoted(name), type));
        }
        return switch ((int) Math.max(-1, Math.min(type, 100))) {
            case REAL -> filled == 0 ? new Attribute.Real(0) : single;
            case WHOLE -> single;
            case TEXT -> filled == 0 ? new Attribute.Text("") : single;
            case TENSOR -> {
                if (filled == 0) {
                    throw attribute.malformed("expected a tensor in attribute " + quoted(name));
                }
                yield single;
            }
            case REALS -> new Attribute.Reals(Arrays.copyOf(reals, count));
            case WHOLES -> new Attribute.Wholes(Arrays.copyOf(wholes, count));
            default ->
                throw attribute.malformed("attribute %s has a type that is not read: %d".formatted(quoted(name), type));
        };
    }
}
