package io.gansieve.scoring.onnx;

/** What a node is told beside its inputs. Graphs, types and sparse tensors are no attributes here: they are refused. */
sealed interface Attribute {
    record Whole(long value) implements Attribute {}

    record Real(float value) implements Attribute {}

    record Text(String value) implements Attribute {}

    @SuppressWarnings("ArrayRecordComponent") // lives for one check, never compared
    record Wholes(long[] values) implements Attribute {}

    @SuppressWarnings("ArrayRecordComponent")
    record Reals(float[] values) implements Attribute {}

    record Tensor(Value value) implements Attribute {}
}
