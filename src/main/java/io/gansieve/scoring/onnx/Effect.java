package io.gansieve.scoring.onnx;

import java.util.List;

/**
 * What a node gives and costs.
 *
 * @param work in multiply-adds of a convolution, at most: one takes .05 ns of a core in most operators, .6 ns in the slowest
 * @param scratch bytes that it holds while it runs, beside its outputs
 */
record Effect(List<Value> outputs, long work, long scratch) {
    /** Of an element that is moved or added: such work waits for memory. */
    static final long MOVED = 16;

    /** Of an element that a function of the C library is called for. */
    static final long FUNCTION = 128;

    Effect {
        outputs = List.copyOf(outputs);
    }

    static Effect moving(Value output) {
        return new Effect(List.of(output), Math.multiplyExact(MOVED, output.size()), 0);
    }

    static Effect computing(Value output) {
        return new Effect(List.of(output), Math.multiplyExact(FUNCTION, output.size()), 0);
    }

    /** @param read elements of what is read for one output */
    static Effect reading(Value output, long read) {
        return new Effect(List.of(output), Math.multiplyExact(MOVED, Math.addExact(output.size(), read)), 0);
    }
}
