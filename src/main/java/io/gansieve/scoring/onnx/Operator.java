package io.gansieve.scoring.onnx;

import java.util.Set;

/**
 * What is known of one operator.
 *
 * @param attributes all that it may have: one that is not understood could change what the node does
 */
record Operator(int fewestInputs, int mostInputs, int mostOutputs, Set<String> attributes, Rule rule) {
    /** From a node's inputs to its outputs. Throws {@link ModelRefusedException}; overflows are the caller's to refuse. */
    interface Rule {
        Effect of(Call call);
    }

    Effect of(Call call) {
        Node node = call.node();
        call.require(
                call.inputs().size() >= fewestInputs && call.inputs().size() <= mostInputs,
                "%d to %d inputs".formatted(fewestInputs, mostInputs));
        call.require(node.outputs().size() <= mostOutputs, "at most %d outputs".formatted(mostOutputs));
        for (String attribute : node.attributes().keySet()) {
            call.require(
                    attributes.contains(attribute),
                    "attributes of %s, found %s".formatted(attributes, ModelRefusedException.quoted(attribute)));
        }
        return rule.of(call);
    }
}
