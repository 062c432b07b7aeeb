package io.gansieve.scoring.onnx;

import java.util.Arrays;

/** The types of values that models may use, as ONNX numbers them. Texts and complex numbers are none of them. */
enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    static ElementType of(long code) {
        return Arrays.stream(values())
                .filter(type -> type.code == code)
                .findFirst()
                .orElseThrow(
                        () -> ModelRefusedException.malformed("expected values of a known type, found type " + code));
    }

    /** Of an element. */
    int bytes() {
        return bytes;
    }

    boolean isReal() {
        return this == FLOAT || this == FLOAT16 || this == DOUBLE;
    }

    /** What sizes and positions are written in. */
    boolean isIndex() {
        return this == INT32 || this == INT64;
    }
}
