package io.gansieve.scoring.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that make one element of many along some dimensions. */
final class Reductions {
    private Reductions() {}

    static Effect reduce(Call call) {
        Value input = call.input(0);
        boolean[] reduced = new boolean[input.rank()];
        long[] axes = call.wholes("axes", 1).orElse(new long[0]);
        for (long axis : axes) {
            reduced[call.axis(axis, input.rank())] = true;
        }
        if (axes.length == 0) {
            call.require(call.whole("noop_with_empty_axes", 0) == 0, "axes");
            Arrays.fill(reduced, true);
        }
        Effect one = Effect.reading(Value.of(input.type(), left(call, reduced)), input.size());
        // Along other than the last dimensions the input is turned first.
        return new Effect(one.outputs(), Math.multiplyExact(2, one.work()), input.bytes());
    }

    private static long[] left(Call call, boolean[] reduced) {
        boolean keep = call.whole("keepdims", 1) != 0;
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < reduced.length; i++) {
            if (!reduced[i] || keep) {
                sizes.add(reduced[i] ? 1 : call.input(0).dimensions()[i]);
            }
        }
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    static Effect place(Call call) {
        Value input = call.input(0);
        boolean[] reduced = new boolean[input.rank()];
        reduced[call.axis(call.whole("axis", 0), input.rank())] = true;
        return Effect.reading(Value.of(ElementType.INT64, left(call, reduced)), input.size());
    }

    static Effect norm(Call call) {
        call.axis(call.whole("axis", -1), call.input(0).rank());
        return Elementwise.function(call);
    }
}
