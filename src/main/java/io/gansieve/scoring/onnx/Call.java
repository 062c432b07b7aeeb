package io.gansieve.scoring.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A node with the values that it gets.
 *
 * @param inputs empty where one is left out
 * @param operators version of the set of operators
 */
record Call(Node node, List<Optional<Value>> inputs, long operators) {
    Call {
        inputs = List.copyOf(inputs);
    }

    Value input(int index) {
        return optional(index).orElseThrow(() -> malformed("expected an input %d".formatted(index)));
    }

    Optional<Value> optional(int index) {
        return index < inputs.size() ? inputs.get(index) : Optional.empty();
    }

    /** All of them, none left out. */
    List<Value> all() {
        return inputs.stream()
                .map(input -> input.orElseThrow(() -> malformed("expected all inputs")))
                .toList();
    }

    boolean has(String attribute) {
        return node.attributes().containsKey(attribute);
    }

    long whole(String attribute, long otherwise) {
        if (!has(attribute)) {
            return otherwise;
        }
        if (node.attributes().get(attribute) instanceof Attribute.Whole whole) {
            return whole.value();
        }
        throw malformed("expected an integer as " + attribute);
    }

    String text(String attribute, String otherwise) {
        if (!has(attribute)) {
            return otherwise;
        }
        if (node.attributes().get(attribute) instanceof Attribute.Text text) {
            return text.value();
        }
        throw malformed("expected a text as " + attribute);
    }

    Optional<long[]> wholes(String attribute) {
        if (!has(attribute)) {
            return Optional.empty();
        }
        if (node.attributes().get(attribute) instanceof Attribute.Wholes wholes) {
            return Optional.of(wholes.values().clone());
        }
        throw malformed("expected integers as " + attribute);
    }

    /** As many as {@code count}, each from 0 to {@code most}. */
    long[] sizes(String attribute, int count, long otherwise, long least, long most) {
        long[] sizes = wholes(attribute).orElseGet(() -> {
            long[] all = new long[count];
            Arrays.fill(all, otherwise);
            return all;
        });
        if (sizes.length != count || Arrays.stream(sizes).anyMatch(size -> size < least || size > most)) {
            throw malformed("expected %d %s of %d to %d, found %s"
                    .formatted(count, attribute, least, most, Arrays.toString(sizes)));
        }
        return sizes;
    }

    /**
     * What earlier operator sets have as an attribute and later ones as an input.
     *
     * @return empty if it is left out
     */
    Optional<long[]> wholes(String attribute, int input) {
        Optional<long[]> told = wholes(attribute);
        if (told.isPresent() && optional(input).isPresent()) {
            throw malformed("expected %s once".formatted(attribute));
        }
        return told.or(() -> optional(input).map(value -> {
            if (value.rank() > 1) {
                throw malformed("expected a vector as " + attribute);
            }
            return value.requireIntegers(attribute + " of " + node.operator());
        }));
    }

    int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw malformed("expected an axis of %d dimensions, found %d".formatted(rank, axis));
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    void require(boolean condition, String what) {
        if (!condition) {
            throw malformed("expected " + what);
        }
    }

    ModelRefusedException malformed(String what) {
        return ModelRefusedException.malformed("%s: %s, found %s"
                .formatted(
                        node.operator(),
                        what,
                        inputs.stream()
                                .map(input -> input.map(Value::toString).orElse("none"))
                                .toList()));
    }
}
