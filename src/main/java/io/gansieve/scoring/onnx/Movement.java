package io.gansieve.scoring.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Operators that move elements or give them other sizes. Sizes, positions and counts must be constants. */
final class Movement {
    private static final long MOST_PAD = 4096;

    private Movement() {}

    private static Value like(Value input, long[] sizes) {
        return Value.of(input.type(), sizes);
    }

    private static void requireSize(Call call, long[] sizes) {
        call.require(like(call.input(0), sizes).size() == call.input(0).size(), "a shape of as many elements");
    }

    static Effect identity(Call call) {
        return Effect.moving(call.input(0));
    }

    static Effect transpose(Call call) {
        Value input = call.input(0);
        int rank = input.rank();
        long[] order = call.wholes("perm").orElseGet(() -> {
            long[] reversed = new long[rank];
            Arrays.setAll(reversed, i -> rank - 1 - i);
            return reversed;
        });
        long[] sorted = order.clone();
        Arrays.sort(sorted);
        call.require(order.length == rank, "perm of every dimension");
        long[] sizes = new long[rank];
        for (int i = 0; i < rank; i++) {
            call.require(sorted[i] == i, "perm of every dimension");
            sizes[i] = input.dimensions()[(int) order[i]];
        }
        return Effect.moving(like(input, sizes));
    }

    static Effect reshape(Call call) {
        Value input = call.input(0);
        call.require(call.whole("allowzero", 0) == 0, "no allowzero");
        long[] sizes = call.input(1).requireIntegers("the shape of Reshape");
        call.require(call.input(1).rank() == 1, "a vector as shape");
        int open = -1;
        long known = 1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == -1) {
                call.require(open < 0, "one open size");
                open = i;
                continue;
            }
            call.require(sizes[i] != 0 || i < input.rank(), "a size to copy");
            sizes[i] = sizes[i] == 0 ? input.dimensions()[i] : sizes[i];
            call.require(sizes[i] > 0, "sizes of at least 1");
            known = Math.multiplyExact(known, sizes[i]);
        }
        if (open >= 0) {
            sizes[open] = input.size() / known;
        }
        requireSize(call, sizes);
        return Effect.moving(like(input, sizes));
    }

    static Effect flatten(Call call) {
        Value input = call.input(0);
        long axis = call.whole("axis", 1);
        int from = axis == input.rank() ? input.rank() : call.axis(axis, input.rank());
        long rows = 1;
        for (int i = 0; i < from; i++) {
            rows *= input.dimensions()[i];
        }
        call.require(rows > 0, "elements");
        return Effect.moving(like(input, new long[] {rows, input.size() / rows}));
    }

    private static boolean[] axes(Call call, int rank) {
        boolean[] chosen = new boolean[rank];
        for (long axis : call.wholes("axes", 1).orElse(new long[0])) {
            int at = call.axis(axis, rank);
            call.require(!chosen[at], "each axis once");
            chosen[at] = true;
        }
        return chosen;
    }

    static Effect squeeze(Call call) {
        Value input = call.input(0);
        boolean told = call.wholes("axes", 1).isPresent();
        boolean[] chosen = axes(call, input.rank());
        List<Long> left = new ArrayList<>();
        for (int i = 0; i < input.rank(); i++) {
            long size = input.dimensions()[i];
            call.require(!chosen[i] || size == 1, "dimensions of 1");
            // Without axes what is left would depend on the batch.
            call.require(told, "axes");
            if (!chosen[i]) {
                left.add(size);
            }
        }
        return Effect.moving(
                like(input, left.stream().mapToLong(Long::longValue).toArray()));
    }

    static Effect unsqueeze(Call call) {
        Value input = call.input(0);
        int more = call.wholes("axes", 1).orElse(new long[0]).length;
        call.require(input.rank() + more <= Value.MOST_RANK, "few dimensions");
        boolean[] chosen = axes(call, input.rank() + more);
        long[] sizes = new long[chosen.length];
        int next = 0;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = chosen[i] ? 1 : input.dimensions()[next++];
        }
        return Effect.moving(like(input, sizes));
    }

    static Effect concat(Call call) {
        Value first = call.input(0);
        int axis = call.axis(call.whole("axis", 0), first.rank());
        long[] sizes = first.dimensions().clone();
        sizes[axis] = 0;
        for (Value input : call.all()) {
            call.require(input.type() == first.type() && input.rank() == sizes.length, "values of one type and rank");
            for (int i = 0; i < sizes.length; i++) {
                call.require(i == axis || input.dimensions()[i] == sizes[i], "sizes alike beside the axis");
            }
            sizes[axis] = Math.addExact(sizes[axis], input.dimensions()[axis]);
        }
        return Effect.moving(like(first, sizes));
    }

    /** What a slice takes of each dimension. */
    record Range(long start, long step, long count) {}

    static List<Range> ranges(Call call) {
        Value input = call.input(0);
        long[] starts = call.wholes("starts", 1).orElseThrow(() -> call.malformed("expected starts"));
        long[] ends = call.wholes("ends", 2).orElseThrow(() -> call.malformed("expected ends"));
        long[] axes = call.wholes("axes", 3).orElseGet(() -> {
            long[] all = new long[starts.length];
            Arrays.setAll(all, i -> i);
            return all;
        });
        Optional<long[]> steps = call.optional(4).map(value -> value.requireIntegers("the steps of Slice"));
        call.require(
                ends.length == starts.length
                        && axes.length == starts.length
                        && steps.map(all -> all.length == starts.length).orElse(true),
                "as many starts, ends, axes and steps");
        List<Range> ranges = new ArrayList<>();
        for (long size : input.dimensions()) {
            ranges.add(new Range(0, 1, size));
        }
        boolean[] chosen = new boolean[input.rank()];
        for (int i = 0; i < starts.length; i++) {
            int axis = call.axis(axes[i], input.rank());
            call.require(!chosen[axis], "each axis once");
            chosen[axis] = true;
            int at = i;
            long step = steps.map(all -> all[at]).orElse(1L);
            ranges.set(axis, range(call, starts[i], ends[i], step, input.dimensions()[axis]));
        }
        return ranges;
    }

    private static Range range(Call call, long start, long end, long step, long size) {
        call.require(step != 0 && step > -MOST_PAD && step < MOST_PAD, "steps of 1 to %d, or back".formatted(MOST_PAD));
        long from = start < 0 ? start + size : start;
        long to = end < 0 ? end + size : end;
        if (step > 0) {
            from = Math.max(0, Math.min(size, from));
            to = Math.max(0, Math.min(size, to));
            return new Range(from, step, Math.max(0, (to - from + step - 1) / step));
        }
        from = Math.max(0, Math.min(size - 1, from));
        to = Math.max(-1, Math.min(size - 1, to));
        return new Range(from, step, Math.max(0, (from - to - step - 1) / -step));
    }

    static Effect slice(Call call) {
        return Effect.moving(like(
                call.input(0), ranges(call).stream().mapToLong(Range::count).toArray()));
    }

    static Effect split(Call call) {
        Value input = call.input(0);
        int axis = call.axis(call.whole("axis", 0), input.rank());
        int parts = call.node().outputs().size();
        long size = input.dimensions()[axis];
        call.require(call.whole("num_outputs", parts) == parts, "num_outputs as its outputs");
        long[] sizes = call.wholes("split", 1).orElseGet(() -> {
            call.require(size % parts == 0, "parts of one size");
            long[] even = new long[parts];
            Arrays.fill(even, size / parts);
            return even;
        });
        call.require(
                sizes.length == parts
                        && Arrays.stream(sizes).allMatch(part -> part >= 1 && part <= size)
                        && Arrays.stream(sizes).sum() == size,
                "parts that make the whole");
        List<Value> outputs = new ArrayList<>();
        for (long part : sizes) {
            long[] dimensions = input.dimensions().clone();
            dimensions[axis] = part;
            outputs.add(like(input, dimensions));
        }
        return new Effect(outputs, Math.multiplyExact(Effect.MOVED, input.size()), 0);
    }

    static Effect pad(Call call) {
        Value input = call.input(0);
        int rank = input.rank();
        long[] pads = call.wholes("pads", 1).orElseThrow(() -> call.malformed("expected pads"));
        String mode = call.text("mode", "constant");
        call.require(
                pads.length == 2 * rank && Arrays.stream(pads).allMatch(pad -> pad >= 0 && pad <= MOST_PAD),
                "pads of 0 to %d before and behind every dimension".formatted(MOST_PAD));
        call.require(mode.equals("constant") || mode.equals("reflect") || mode.equals("edge"), "a known mode");
        call.optional(2).ifPresent(value -> call.require(value.size() == 1, "one value to pad with"));
        long[] sizes = input.dimensions().clone();
        for (int i = 0; i < rank; i++) {
            call.require(
                    !mode.equals("reflect") || Math.max(pads[i], pads[i + rank]) < Math.max(1, sizes[i]),
                    "pads within what they reflect");
            sizes[i] += pads[i] + pads[i + rank];
        }
        return Effect.moving(like(input, sizes));
    }

    static Effect expand(Call call) {
        Value input = call.input(0);
        long[] shape = call.input(1).requireIntegers("the shape of Expand");
        call.require(
                call.input(1).rank() == 1 && Arrays.stream(shape).allMatch(size -> size >= 1), "sizes of at least 1");
        return Effect.moving(like(input, Elementwise.broadcast(call, List.of(input.dimensions(), shape))));
    }

    static Effect tile(Call call) {
        Value input = call.input(0);
        long[] repeats = call.input(1).requireIntegers("the repeats of Tile");
        call.require(
                repeats.length == input.rank() && Arrays.stream(repeats).allMatch(count -> count >= 1),
                "a repeat of at least 1 for every dimension");
        long[] sizes = input.dimensions().clone();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.multiplyExact(sizes[i], repeats[i]);
        }
        return Effect.moving(like(input, sizes));
    }

    /** Positions are constants: one that is computed may lie outside. */
    static Effect gather(Call call) {
        Value input = call.input(0);
        int axis = call.axis(call.whole("axis", 0), input.rank());
        Value positions = call.input(1);
        long size = input.dimensions()[axis];
        call.require(
                Arrays.stream(positions.requireIntegers("the indices of Gather"))
                        .allMatch(index -> index >= -size && index < size),
                "indices within the dimension");
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < input.rank(); i++) {
            if (i == axis) {
                Arrays.stream(positions.dimensions()).forEach(sizes::add);
            } else {
                sizes.add(input.dimensions()[i]);
            }
        }
        Value output = like(input, sizes.stream().mapToLong(Long::longValue).toArray());
        return Effect.reading(output, output.size());
    }

    static Effect constant(Call call) {
        call.require(call.node().attributes().size() == 1, "one value");
        Attribute told = call.node().attributes().values().iterator().next();
        Value value;
        if (told instanceof Attribute.Tensor tensor) {
            value = tensor.value();
        } else if (told instanceof Attribute.Whole whole) {
            value = Value.of(ElementType.INT64).with(new long[] {whole.value()});
        } else if (told instanceof Attribute.Wholes wholes) {
            value = Value.of(ElementType.INT64, wholes.values().length).with(wholes.values());
        } else if (told instanceof Attribute.Real) {
            value = Value.of(ElementType.FLOAT);
        } else if (told instanceof Attribute.Reals reals) {
            value = Value.of(ElementType.FLOAT, reals.values().length);
        } else {
            throw call.malformed("expected numbers");
        }
        return new Effect(List.of(value), 0, 0);
    }

    static Effect constantOfShape(Call call) {
        long[] sizes = call.input(0).requireIntegers("the shape of ConstantOfShape");
        call.require(
                call.input(0).rank() == 1 && Arrays.stream(sizes).allMatch(size -> size >= 0), "sizes of at least 0");
        Value fill = call.node().attributes().get("value") instanceof Attribute.Tensor tensor
                ? tensor.value()
                : Value.of(ElementType.FLOAT, 1);
        call.require(fill.size() == 1, "one value");
        Value output = Value.of(fill.type(), sizes);
        if (fill.integers().isEmpty() || output.size() > Value.MOST_KEPT) {
            return Effect.moving(output);
        }
        long[] elements = new long[(int) output.size()];
        Arrays.fill(elements, fill.requireIntegers("value")[0]);
        return Effect.moving(output.with(elements));
    }

    static Effect shape(Call call) {
        long[] sizes = call.input(0).dimensions();
        int rank = sizes.length;
        long start = call.whole("start", 0);
        long end = call.whole("end", rank);
        int from = (int) Math.max(0, Math.min(rank, start < 0 ? start + rank : start));
        int to = (int) Math.max(from, Math.min(rank, end < 0 ? end + rank : end));
        long[] elements = Arrays.copyOfRange(sizes, from, to);
        return Effect.moving(Value.of(ElementType.INT64, elements.length).with(elements));
    }

    static Effect depthToSpace(Call call) {
        return blocks(call, true);
    }

    static Effect spaceToDepth(Call call) {
        return blocks(call, false);
    }

    private static Effect blocks(Call call, boolean toSpace) {
        Value input = call.input(0);
        long block = call.whole("blocksize", 0);
        call.require(input.rank() == 4 && block >= 1 && block <= 64, "an image, and a blocksize of 1 to 64");
        long[] sizes = input.dimensions().clone();
        long square = block * block;
        call.require(toSpace ? sizes[1] % square == 0 : sizes[2] % block == 0 && sizes[3] % block == 0, "whole blocks");
        sizes[1] = toSpace ? sizes[1] / square : sizes[1] * square;
        sizes[2] = toSpace ? sizes[2] * block : sizes[2] / block;
        sizes[3] = toSpace ? sizes[3] * block : sizes[3] / block;
        return Effect.moving(like(input, sizes));
    }

    /** By constant factors or to constant sizes, with the arithmetic of ONNX Runtime. */
    static Effect resize(Call call) {
        Value input = call.input(0);
        boolean upsample = call.node().operator().equals("Upsample") || call.operators() < 11;
        call.require(input.type().isReal() || input.type() == ElementType.UINT8, "pixels");
        call.require(
                !call.text("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize"),
                "no tf_crop_and_resize");
        Optional<Value> target = upsample ? Optional.empty() : call.optional(3);
        long[] sizes = target.isPresent()
                ? target.get().requireIntegers("the sizes of Resize")
                : scaled(call, upsample ? 1 : 2);
        call.require(
                sizes.length == input.rank() && Arrays.stream(sizes).allMatch(size -> size >= 1),
                "a size of at least 1 for every dimension");
        Value output = like(input, sizes);
        // Cubic interpolation reads sixteen pixels for one.
        return new Effect(List.of(output), Math.multiplyExact(4 * Effect.FUNCTION, output.size()), output.bytes());
    }

    private static long[] scaled(Call call, int index) {
        float[] scales = call.input(index)
                .numbers()
                .orElseThrow(() -> ModelRefusedException.unbounded("expected the scales of Resize as a constant"));
        long[] sizes = call.input(0).dimensions().clone();
        call.require(scales.length == sizes.length, "a scale for every dimension");
        for (int i = 0; i < sizes.length; i++) {
            call.require(scales[i] > 0 && scales[i] <= MOST_PAD, "scales above 0, up to %d".formatted(MOST_PAD));
            sizes[i] = (long) (scales[i] * (float) sizes[i]);
        }
        return sizes;
    }
}
