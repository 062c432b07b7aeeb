package io.gansieve.scoring.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/**
 * Computes the few integers that sizes are made of: exporters write them as arithmetic on shapes. What it does not know stays
 * unknown, and a size that depends on it is refused.
 */
final class Folding {
    private Folding() {}

    /** Whether every input is known. */
    static boolean isConstant(Call call) {
        return call.inputs().stream()
                .allMatch(input -> input.flatMap(Value::integers).isPresent());
    }

    /** The output with its elements, if they follow from the inputs. */
    static Value fold(Call call, Value output) {
        if (output.integers().isPresent() || !isConstant(call) || call.inputs().isEmpty() || !isSmall(output)) {
            return output;
        }
        return elements(call, output)
                .filter(all -> fit(output, all))
                .map(output::with)
                .orElse(output);
    }

    private static boolean isSmall(Value output) {
        return (output.type().isIndex() || output.type() == ElementType.BOOL) && output.size() <= Value.MOST_KEPT;
    }

    /** Beyond, ONNX Runtime wraps around. */
    private static boolean fit(Value output, long[] elements) {
        return elements.length == output.size()
                && (output.type() == ElementType.INT64
                        || Arrays.stream(elements).allMatch(element -> element == (int) element));
    }

    private static Optional<long[]> elements(Call call, Value output) {
        long[] first = call.input(0).integers().orElseThrow();
        return switch (call.node().operator()) {
            case "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> Optional.of(first);
            case "Cast" ->
                call.input(0).type().isIndex() && output.type().isIndex() ? Optional.of(first) : Optional.empty();
            case "Concat" ->
                Optional.of(call.all().stream()
                                .flatMapToLong(
                                        value -> Arrays.stream(value.integers().orElseThrow()))
                                .toArray())
                        .filter(all -> output.rank() == 1);
            case "Gather" ->
                Optional.of(gathered(call, first)).filter(all -> call.input(0).rank() == 1);
            case "Slice" -> Optional.of(sliced(call, output, first));
            case "Transpose" -> transposed(call, output, first);
            case "Add" -> pairs(call, output, Math::addExact);
            case "Sub" -> pairs(call, output, Math::subtractExact);
            case "Mul" -> pairs(call, output, Math::multiplyExact);
            case "Div" -> pairs(call, output, (a, b) -> a / b);
            case "Equal" -> pairs(call, output, (a, b) -> a == b ? 1 : 0);
            case "Where" -> chosen(call, output, first);
            default -> Optional.empty();
        };
    }

    private static long[] gathered(Call call, long[] from) {
        return Arrays.stream(call.input(1).integers().orElseThrow())
                .map(index -> from[(int) (index < 0 ? index + from.length : index)])
                .toArray();
    }

    private static Optional<long[]> pairs(Call call, Value output, LongBinaryOperator operator) {
        long[] left = call.input(0).integers().orElseThrow();
        long[] right = call.input(1).integers().orElseThrow();
        int size = (int) output.size();
        if ((left.length != size && left.length != 1) || (right.length != size && right.length != 1)) {
            return Optional.empty();
        }
        long[] all = new long[size];
        Arrays.setAll(all, i -> operator.applyAsLong(at(left, i), at(right, i)));
        return Optional.of(all);
    }

    private static long at(long[] elements, int index) {
        return elements[elements.length == 1 ? 0 : index];
    }

    private static Optional<long[]> chosen(Call call, Value output, long[] condition) {
        long[] yes = call.input(1).integers().orElseThrow();
        long[] no = call.input(2).integers().orElseThrow();
        int size = (int) output.size();
        for (long[] one : List.of(condition, yes, no)) {
            if (one.length != size && one.length != 1) {
                return Optional.empty();
            }
        }
        long[] all = new long[size];
        Arrays.setAll(all, i -> at(condition, i) != 0 ? at(yes, i) : at(no, i));
        return Optional.of(all);
    }

    private static long[] sliced(Call call, Value output, long[] from) {
        List<Movement.Range> ranges = Movement.ranges(call);
        long[] all = new long[(int) output.size()];
        for (int i = 0; i < all.length; i++) {
            long[] place = place(i, output.dimensions());
            for (int d = 0; d < place.length; d++) {
                place[d] = ranges.get(d).start() + place[d] * ranges.get(d).step();
            }
            all[i] = from[index(place, call.input(0).dimensions())];
        }
        return all;
    }

    private static Optional<long[]> transposed(Call call, Value output, long[] from) {
        Optional<long[]> order = call.wholes("perm");
        if (order.isEmpty()) {
            return Optional.empty();
        }
        long[] all = new long[(int) output.size()];
        for (int i = 0; i < all.length; i++) {
            long[] place = place(i, output.dimensions());
            long[] source = new long[place.length];
            for (int d = 0; d < place.length; d++) {
                source[(int) order.get()[d]] = place[d];
            }
            all[i] = from[index(source, call.input(0).dimensions())];
        }
        return Optional.of(all);
    }

    private static long[] place(int index, long[] sizes) {
        long[] place = new long[sizes.length];
        long rest = index;
        for (int d = sizes.length - 1; d >= 0; d--) {
            place[d] = rest % sizes[d];
            rest /= sizes[d];
        }
        return place;
    }

    private static int index(long[] place, long[] sizes) {
        long index = 0;
        for (int d = 0; d < sizes.length; d++) {
            index = index * sizes[d] + place[d];
        }
        return (int) index;
    }
}
