package io.gansieve.scoring.onnx;

import java.util.Arrays;
import java.util.List;

/** Operators whose outputs are as large as their inputs, or as all of them broadcast to one another. */
final class Elementwise {
    private Elementwise() {}

    /** Sizes from the last dimension on: each alike, or one of them 1. */
    static long[] broadcast(Call call, List<long[]> inputs) {
        int rank = inputs.stream().mapToInt(sizes -> sizes.length).max().orElse(0);
        long[] common = new long[rank];
        Arrays.fill(common, 1);
        for (long[] sizes : inputs) {
            for (int i = 0; i < sizes.length; i++) {
                int at = rank - sizes.length + i;
                call.require(sizes[i] == common[at] || sizes[i] == 1 || common[at] == 1, "sizes that can be broadcast");
                common[at] = sizes[i] == 1 ? common[at] : sizes[i];
            }
        }
        return common;
    }

    static Value broadcast(Call call, ElementType type) {
        return Value.of(
                type, broadcast(call, call.all().stream().map(Value::dimensions).toList()));
    }

    static Effect same(Call call) {
        return Effect.moving(Value.of(call.input(0).type(), call.input(0).dimensions()));
    }

    static Effect function(Call call) {
        call.require(call.input(0).type().isReal(), "floats");
        return Effect.computing(Value.of(call.input(0).type(), call.input(0).dimensions()));
    }

    static Effect arithmetic(Call call) {
        ElementType type = call.input(0).type();
        call.require(call.all().stream().allMatch(input -> input.type() == type), "values of one type");
        Value output = broadcast(call, type);
        return new Effect(
                List.of(output),
                Math.multiplyExact(Effect.MOVED * call.inputs().size(), output.size()),
                // Of more than two values, sums are held.
                call.inputs().size() > 2 ? output.bytes() : 0);
    }

    /** A division of integers by zero ends the process. */
    static Effect division(Call call) {
        call.require(
                call.input(0).type().isReal()
                        || (Folding.isConstant(call)
                                && Arrays.stream(call.input(1).requireIntegers("divisors"))
                                        .allMatch(divisor -> divisor > 0)),
                "floats, or constants with divisors above 0");
        return arithmetic(call);
    }

    static Effect power(Call call) {
        call.require(call.all().stream().allMatch(input -> input.type().isReal()), "floats");
        return Effect.computing(broadcast(call, call.input(0).type()));
    }

    static Effect comparison(Call call) {
        call.require(call.input(0).type() == call.input(1).type(), "values of one type");
        return Effect.reading(broadcast(call, ElementType.BOOL), 0);
    }

    static Effect where(Call call) {
        call.require(
                call.input(0).type() == ElementType.BOOL
                        && call.input(1).type() == call.input(2).type(),
                "a condition and two values of one type");
        Value output = broadcast(call, call.input(1).type());
        return new Effect(List.of(output), Math.multiplyExact(4 * Effect.MOVED, output.size()), 2 * output.bytes());
    }

    /** Broadcast to the first input's size, which stays. */
    static Effect slope(Call call) {
        Value output = broadcast(call, call.input(0).type());
        call.require(Arrays.equals(output.dimensions(), call.input(0).dimensions()), "a slope within its input");
        return Effect.moving(output);
    }

    static Effect cast(Call call) {
        ElementType type = ElementType.of(call.whole("to", 0));
        return Effect.moving(Value.of(type, call.input(0).dimensions()));
    }

    static Effect clip(Call call) {
        for (int i = 1; i < call.inputs().size(); i++) {
            call.optional(i).ifPresent(bound -> call.require(bound.size() == 1, "bounds of one element"));
        }
        return same(call);
    }

    /** As it is where nothing is learned: its input again. */
    static Effect dropout(Call call) {
        call.require(call.optional(2).isEmpty(), "no training mode");
        return same(call);
    }

    static Effect softmax(Call call) {
        call.axis(call.whole("axis", -1), Math.max(1, call.input(0).rank()));
        return function(call);
    }

    /** Of channels, in the second dimension: all vectors have an element for each. */
    static Effect channels(Call call) {
        Value input = call.input(0);
        call.require(input.rank() >= 2, "channels");
        call.require(call.whole("spatial", 1) == 1 && call.whole("training_mode", 0) == 0, "no training");
        for (Value vector : call.all().subList(1, call.inputs().size())) {
            call.require(
                    vector.rank() == 1 && vector.dimensions()[0] == input.dimensions()[1], "a vector of the channels");
        }
        return function(call);
    }

    /** Of the last dimensions, from an axis on. */
    static Effect layer(Call call) {
        Value input = call.input(0);
        int axis = call.axis(call.whole("axis", -1), input.rank());
        long[] normalized = Arrays.copyOfRange(input.dimensions(), axis, input.rank());
        for (Value vector : call.all().subList(1, call.inputs().size())) {
            call.require(Arrays.equals(vector.dimensions(), normalized), "scale and bias of the normalized dimensions");
        }
        return function(call);
    }

    /** Over {@code size} neighbouring channels. */
    static Effect neighbours(Call call) {
        long size = call.whole("size", 0);
        call.require(call.input(0).rank() == 4 && size >= 1 && size <= 64 && size % 2 == 1, "an odd size up to 64");
        Effect one = function(call);
        return new Effect(
                one.outputs(),
                Math.multiplyExact(size, one.work()),
                call.input(0).bytes());
    }
}
