package io.gansieve.scoring.onnx;

import java.util.Arrays;
import java.util.List;

/** Operators that multiply and add, or look at windows of an image. */
final class Convolutions {
    /** Of a kernel's side, a stride, a padding or a dilation. */
    private static final long MOST = 4096;

    /** Kernels of few channels are computed as if they had so many. */
    private static final long BLOCK = 16;

    /** Products of few columns wait for memory, as do kernels of one channel. */
    private static final long SLOW = 4;

    private Convolutions() {}

    @SuppressWarnings("ArrayRecordComponent") // lives for one call, never compared
    private record Window(long[] kernel, long[] strides, long[] dilations, long[] pads) {
        static Window of(Call call, long[] kernel) {
            int sides = kernel.length;
            call.require(
                    Arrays.stream(kernel).allMatch(side -> side >= 1 && side <= MOST),
                    "a kernel of 1 to %d".formatted(MOST));
            return new Window(
                    kernel,
                    call.sizes("strides", sides, 1, 1, MOST),
                    call.sizes("dilations", sides, 1, 1, MOST),
                    call.sizes("pads", 2 * sides, 0, 0, MOST));
        }

        int sides() {
            return kernel.length;
        }

        long reach(int side) {
            return dilations[side] * (kernel[side] - 1) + 1;
        }

        /** Outputs along a side of so many inputs. */
        long outputs(Call call, int side, long inputs) {
            String padding = call.text("auto_pad", "NOTSET");
            call.require(padding.equals("NOTSET") || !call.has("pads"), "pads or auto_pad");
            return switch (padding) {
                case "SAME_UPPER", "SAME_LOWER" -> (inputs + strides[side] - 1) / strides[side];
                case "NOTSET", "VALID" -> explicit(call, side, inputs);
                default -> throw call.malformed("expected a known auto_pad");
            };
        }

        private long explicit(Call call, int side, long inputs) {
            long padded = inputs + pads[side] + pads[side + sides()];
            long room = padded - reach(side);
            call.require(room >= 0, "a kernel within the padded image");
            boolean ceiling = call.whole("ceil_mode", 0) != 0;
            long outputs = (ceiling ? (room + strides[side] - 1) / strides[side] : room / strides[side]) + 1;
            // A last window beyond the image is counted by some and not by others.
            call.require(
                    !ceiling || (outputs - 1) * strides[side] < inputs + pads[side], "windows that begin in the image");
            return outputs;
        }

        long size() {
            return Arrays.stream(kernel).reduce(1, Math::multiplyExact);
        }
    }

    private static long[] spatial(Value value) {
        return Arrays.copyOfRange(value.dimensions(), 2, value.rank());
    }

    private static long product(long[] sizes) {
        return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    }

    /** Kernel, window and groups agree with the input. */
    private static Window window(Call call, int channelsOfWeights, long group) {
        Value input = call.input(0);
        Value weights = call.input(1);
        call.require(
                (input.rank() == 3 || input.rank() == 4) && weights.rank() == input.rank(),
                "an image and kernels of one or two sides");
        call.require(input.type().isReal() && weights.type() == input.type(), "floats");
        call.require(
                group >= 1 && group <= input.dimensions()[1] && input.dimensions()[1] % group == 0, "whole groups");
        call.require(
                weights.dimensions()[channelsOfWeights] * (channelsOfWeights == 1 ? group : 1) == input.dimensions()[1],
                "kernels of the image's channels");
        call.wholes("kernel_shape")
                .ifPresent(
                        stated -> call.require(Arrays.equals(stated, spatial(weights)), "kernel_shape as its kernels"));
        return Window.of(call, spatial(weights));
    }

    private static void requireBias(Call call, long outputs) {
        call.optional(2)
                .ifPresent(bias -> call.require(
                        bias.rank() == 1 && bias.dimensions()[0] == outputs, "a bias of the output's channels"));
    }

    static Effect convolution(Call call) {
        long group = call.whole("group", 1);
        Window window = window(call, 1, group);
        Value input = call.input(0);
        long channels = call.input(1).dimensions()[0];
        call.require(channels >= 1 && channels % group == 0, "whole groups of kernels");
        requireBias(call, channels);
        long[] sizes = input.dimensions().clone();
        sizes[1] = channels;
        for (int side = 0; side < window.sides(); side++) {
            sizes[side + 2] = window.outputs(call, side, input.dimensions()[side + 2]);
        }
        Value output = Value.of(input.type(), sizes);
        long columns = Math.multiplyExact(call.input(1).dimensions()[1], window.size());
        long positions = product(spatial(output));
        return new Effect(
                List.of(output),
                work(sizes[0], Math.max(channels, BLOCK), Math.multiplyExact(columns, positions), group > 1),
                Math.multiplyExact(Math.multiplyExact(columns, positions), (long)
                        input.type().bytes()));
    }

    static Effect transposed(Call call) {
        long group = call.whole("group", 1);
        Window window = window(call, 0, group);
        call.require(call.text("auto_pad", "NOTSET").equals("NOTSET"), "explicit pads");
        Value input = call.input(0);
        long perGroup = call.input(1).dimensions()[1];
        long channels = Math.multiplyExact(perGroup, group);
        call.require(channels >= 1, "kernels");
        requireBias(call, channels);
        long[] extra = call.sizes("output_padding", window.sides(), 0, 0, MOST);
        long[] sizes = input.dimensions().clone();
        sizes[1] = channels;
        for (int side = 0; side < window.sides(); side++) {
            call.require(
                    extra[side] < Math.max(window.strides()[side], window.dilations()[side]), "less output_padding");
            sizes[side + 2] = window.strides()[side] * (input.dimensions()[side + 2] - 1)
                    + extra[side]
                    + window.reach(side)
                    - window.pads()[side]
                    - window.pads()[side + window.sides()];
            call.require(sizes[side + 2] >= 1, "pads within the image");
        }
        Value output = Value.of(input.type(), sizes);
        long columns = Math.multiplyExact(Math.multiplyExact(perGroup, window.size()), product(spatial(input)));
        return new Effect(
                List.of(output),
                Math.addExact(
                        work(sizes[0], Math.max(input.dimensions()[1], BLOCK), columns, group > 1),
                        Math.multiplyExact(Effect.MOVED * sizes[0] * group, columns)),
                Math.multiplyExact(columns, (long) input.type().bytes()));
    }

    private static long work(long images, long channels, long columns, boolean grouped) {
        return Math.multiplyExact(
                Math.multiplyExact(images, channels), Math.multiplyExact(columns, grouped ? SLOW : 1));
    }

    static Effect pool(Call call) {
        Value input = call.input(0);
        call.require((input.rank() == 3 || input.rank() == 4) && input.type().isReal(), "an image of one or two sides");
        call.require(call.whole("storage_order", 0) == 0, "rows first");
        int sides = input.rank() - 2;
        Window window = Window.of(call, call.sizes("kernel_shape", sides, 0, 1, MOST));
        long[] sizes = input.dimensions().clone();
        for (int side = 0; side < sides; side++) {
            call.require(
                    window.pads()[side] < window.kernel()[side] && window.pads()[side + sides] < window.kernel()[side],
                    "pads smaller than the kernel");
            sizes[side + 2] = window.outputs(call, side, input.dimensions()[side + 2]);
        }
        Value output = Value.of(input.type(), sizes);
        return new Effect(
                List.of(output), Math.multiplyExact(Effect.MOVED, Math.multiplyExact(output.size(), window.size())), 0);
    }

    static Effect globalPool(Call call) {
        Value input = call.input(0);
        call.require(input.rank() >= 3 && input.type().isReal(), "an image");
        long[] sizes = input.dimensions().clone();
        Arrays.fill(sizes, 2, sizes.length, 1);
        return Effect.reading(Value.of(input.type(), sizes), input.size());
    }

    static Effect gemm(Call call) {
        Value a = call.input(0);
        Value b = call.input(1);
        call.require(
                a.rank() == 2 && b.rank() == 2 && a.type().isReal() && a.type() == b.type(), "two matrices of floats");
        boolean turnA = call.whole("transA", 0) != 0;
        boolean turnB = call.whole("transB", 0) != 0;
        long inner = a.dimensions()[turnA ? 0 : 1];
        call.require(inner == b.dimensions()[turnB ? 1 : 0], "matrices that can be multiplied");
        Value output = Value.of(a.type(), a.dimensions()[turnA ? 1 : 0], b.dimensions()[turnB ? 0 : 1]);
        call.optional(2).ifPresent(bias -> {
            long[] common = Elementwise.broadcast(call, List.of(output.dimensions(), bias.dimensions()));
            call.require(Arrays.equals(common, output.dimensions()), "a bias within the product");
        });
        return product(output, inner, a, b);
    }

    private static Effect product(Value output, long inner, Value a, Value b) {
        return new Effect(
                List.of(output),
                Math.addExact(
                        Math.multiplyExact(SLOW, Math.multiplyExact(output.size(), inner)),
                        Math.multiplyExact(Effect.MOVED, output.size())),
                Math.addExact(a.bytes(), b.bytes()));
    }

    static Effect matrices(Call call) {
        Value a = call.input(0);
        Value b = call.input(1);
        call.require(a.rank() >= 1 && b.rank() >= 1 && a.type().isReal() && a.type() == b.type(), "matrices of floats");
        long[] left = a.rank() == 1 ? new long[] {1, a.dimensions()[0]} : a.dimensions();
        long[] right = b.rank() == 1 ? new long[] {b.dimensions()[0], 1} : b.dimensions();
        long inner = left[left.length - 1];
        call.require(inner == right[right.length - 2], "matrices that can be multiplied");
        long[] outer = Elementwise.broadcast(
                call, List.of(Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2)));
        int rank = outer.length;
        long[] sizes = Arrays.copyOf(outer, rank + (a.rank() == 1 ? 0 : 1) + (b.rank() == 1 ? 0 : 1));
        if (a.rank() > 1) {
            sizes[rank++] = left[left.length - 2];
        }
        if (b.rank() > 1) {
            sizes[rank] = right[right.length - 1];
        }
        return product(Value.of(a.type(), sizes), inner, a, b);
    }
}
