package io.gansieve.scoring.onnx;

import static io.gansieve.scoring.onnx.ModelRefusedException.quoted;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Reads a TensorProto whose elements are all in the file. */
final class TensorReader {
    private static final long LARGEST = Integer.MAX_VALUE;

    private final long[] dimensions = new long[Value.MOST_RANK];
    private final long[] integers = new long[Value.MOST_KEPT];
    private final float[] numbers = new float[Value.MOST_KEPT];
    private int rank;
    private long code;
    private String name = "";
    private int elements;
    private int dataField;
    private Optional<ByteBuffer> raw = Optional.empty();

    private TensorReader() {}

    record Named(String name, Value value) {}

    /** Throws {@link ModelRefusedException} for a tensor that lies elsewhere, or has other data than its size says. */
    static Named read(ProtoReader tensor) {
        TensorReader reader = new TensorReader();
        while (tensor.next()) {
            reader.field(tensor);
        }
        return new Named(reader.name, reader.value());
    }

    private void field(ProtoReader tensor) {
        switch (tensor.field()) {
            case 1 -> dimensions(tensor);
            case 2 -> code = tensor.once().integer();
            case 4, 5, 7, 10, 11 -> data(tensor);
            case 8 -> name = tensor.once().text(ModelReader.MOST_NAME);
            case 9 -> {
                data(9, tensor);
                raw = Optional.of(tensor.once().message("raw data").content());
            }
            case 12 -> tensor.once().text(ModelReader.MOST_NAME);
            case 13 -> throw external();
            case 14 -> {
                // 0 is where the data are by default: here.
                if (tensor.once().integer() != 0) {
                    throw external();
                }
            }
            default -> throw tensor.malformed("a tensor with field %d is not read".formatted(tensor.field()));
        }
    }

    private static ModelRefusedException external() {
        return new ModelRefusedException(
                Refusal.EXTERNAL_DATA,
                "expected a model with its data inside, found a tensor that lies in another file");
    }

    private void dimensions(ProtoReader tensor) {
        if (tensor.isPacked()) {
            ProtoReader packed = tensor.message("dimensions");
            while (!packed.isAtEnd()) {
                dimension(packed.packedInteger(), tensor);
            }
        } else {
            dimension(tensor.integer(), tensor);
        }
    }

    private void dimension(long size, ProtoReader tensor) {
        if (rank == Value.MOST_RANK || size < 0 || size > LARGEST) {
            throw tensor.malformed(
                    "expected at most %d dimensions of 0 to %d, found %d".formatted(Value.MOST_RANK, LARGEST, size));
        }
        dimensions[rank++] = size;
    }

    /** Of two fields with data, readers may believe either. */
    private void data(int field, ProtoReader tensor) {
        if (dataField != 0 && dataField != field) {
            throw tensor.malformed("expected data of one kind");
        }
        dataField = field;
    }

    private void data(ProtoReader tensor) {
        int field = tensor.field();
        data(field, tensor);
        if (!tensor.isPacked()) {
            if (field == 4) {
                keep(tensor.number());
            } else if (field == 10) {
                tensor.wideNumber();
                elements++;
            } else {
                keep(tensor.integer());
            }
            return;
        }
        ProtoReader packed = tensor.message("data");
        if (field == 4) {
            ByteBuffer content = packed.content();
            requireWhole(content, Float.BYTES, tensor);
            while (content.hasRemaining()) {
                keep(content.getFloat());
            }
        } else if (field == 10) {
            requireWhole(packed.content(), Double.BYTES, tensor);
            elements += packed.size() / Double.BYTES;
        } else {
            while (!packed.isAtEnd()) {
                keep(packed.packedInteger());
            }
        }
    }

    private static void requireWhole(ByteBuffer content, int size, ProtoReader tensor) {
        if (content.remaining() % size != 0) {
            throw tensor.malformed("expected whole elements");
        }
    }

    private void keep(float number) {
        if (elements < numbers.length) {
            numbers[elements] = number;
        }
        elements++;
    }

    private void keep(long integer) {
        if (elements < integers.length) {
            integers[elements] = integer;
        }
        elements++;
    }

    private Value value() {
        ElementType type = ElementType.of(code);
        long[] sizes = Arrays.copyOf(dimensions, rank);
        Value value = Value.of(type, sizes);
        long size;
        try {
            size = value.size();
        } catch (ArithmeticException e) {
            throw new ModelRefusedException(
                    Refusal.TOO_LARGE, "constant %s has too many elements: %s".formatted(quoted(name), value));
        }
        long found = raw.map(bytes -> (long) bytes.remaining() / type.bytes()).orElse((long) elements);
        boolean whole = raw.map(bytes -> bytes.remaining() % type.bytes() == 0).orElse(true);
        if (found != size || !whole || !fits(type)) {
            throw ModelRefusedException.malformed("constant %s: expected the data of %s in the file, found %d elements"
                    .formatted(quoted(name), value, found));
        }
        if (size > Value.MOST_KEPT) {
            return value;
        }
        raw.ifPresent(bytes -> unpack(bytes, type));
        return new Value(
                type,
                sizes,
                type.isIndex() ? Optional.of(Arrays.copyOf(integers, (int) size)) : Optional.empty(),
                type == ElementType.FLOAT ? Optional.of(Arrays.copyOf(numbers, (int) size)) : Optional.empty());
    }

    /** Each type has its field: a reader that looks for another one finds nothing. */
    private boolean fits(ElementType type) {
        return switch (dataField) {
            case 0, 9 -> true;
            case 4 -> type == ElementType.FLOAT;
            case 7 -> type == ElementType.INT64;
            case 10 -> type == ElementType.DOUBLE;
            case 5 -> (!type.isReal() && type != ElementType.INT64) || type == ElementType.FLOAT16;
            default -> false;
        };
    }

    private void unpack(ByteBuffer bytes, ElementType type) {
        for (int i = 0; bytes.remaining() >= type.bytes() && i < Value.MOST_KEPT; i++) {
            switch (type) {
                case FLOAT -> numbers[i] = bytes.getFloat();
                case INT32 -> integers[i] = bytes.getInt();
                case INT64 -> integers[i] = bytes.getLong();
                default -> {
                    return;
                }
            }
        }
    }
}
