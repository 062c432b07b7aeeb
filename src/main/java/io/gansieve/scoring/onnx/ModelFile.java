package io.gansieve.scoring.onnx;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What one walk over an ONNX file found.
 *
 * @param operators version of the standard's set of operators
 * @param constants by name
 * @param declared what the file says of the values between its inputs and outputs
 */
record ModelFile(
        long operators,
        List<Node> nodes,
        SortedMap<String, Value> constants,
        List<Declared> inputs,
        List<Declared> outputs,
        List<Declared> declared) {

    ModelFile {
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        declared = List.copyOf(declared);
    }

    /**
     * A name with its type and size.
     *
     * @param dimensions empty ones may be any
     */
    record Declared(String name, ElementType type, boolean shaped, List<OptionalLong> dimensions) {
        Declared {
            dimensions = List.copyOf(dimensions);
        }
    }
}
