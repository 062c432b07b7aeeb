package io.gansieve.scoring.onnx;

import java.util.List;
import java.util.SortedMap;

/**
 * One operation of a graph.
 *
 * @param inputs names; an empty one is an input that is left out
 * @param outputs names, none empty
 */
record Node(String operator, List<String> inputs, List<String> outputs, SortedMap<String, Attribute> attributes) {
    Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
